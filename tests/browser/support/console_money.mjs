// Something to see on each page of the console about money, decisions and operations.
import { randomUUID } from 'node:crypto';
import { putCurrent } from '../../integration/support/admin.mjs';
import { gemsFor, mustRequest } from '../../integration/support/buybacks.mjs';
import { paidTopUp } from '../../integration/support/cards.mjs';
import { newPack } from '../../integration/support/catalogue.mjs';
import { expectStatus } from '../../integration/support/client.mjs';
import { fillTreasury, unmatchedPayment } from '../../integration/support/payouts.mjs';
import { sql } from '../../integration/support/server.mjs';
import { newUser } from '../../integration/support/users.mjs';
import { mustWithdraw, newWithdrawer } from '../../integration/support/withdrawals.mjs';

const script = '<script>alert(1)</script>';

async function doubtfulDeposit(user) {
  const id = randomUUID();
  await sql(`INSERT INTO deposit (id, user_id, method, amount, external_id) VALUES ($1, $2, 'STRIPE', 25, $3)`, [id, user.id, `cs_test_${id}`]);
  await sql(`UPDATE deposit SET status = 'REVIEW', problem = $2 WHERE id = $1`, [id, `2499 cents were paid, not 2500 ${script}`]);
  return id;
}

async function deadJob() {
  const id = randomUUID();
  await sql(`INSERT INTO job (id, kind, subject_id, attempt, dead_at, problem) VALUES ($1, 'send_card_refund', gen_random_uuid(), 20, gem_now(), $2)`,
    [id, `provider_refused: ${script}`]);
  return id;
}

/** Paths of all these pages, for an owner with a token. */
export async function moneyPaths(token) {
  const user = await newUser({ credit: 300 });
  const withdrawer = await newWithdrawer({ credit: 2000 });
  await fillTreasury();
  const refunded = await paidTopUp(user, '30.000000');
  const deposit = `/api/admin/deposits/${refunded.id}`;
  await putCurrent(token, deposit, `${deposit}/refund`, { refund_usd: '5.000000', reason: `Asked for ${script}` });
  const doubtful = await doubtfulDeposit(user);
  const { payment } = await unmatchedPayment('USDC', 1230000);
  const { payment: returned } = await unmatchedPayment('USDC', 2340000);
  const sent = await putCurrent(token, `/api/admin/payments/${returned.id}`, `/api/admin/payments/${returned.id}/return`);
  const [{ transaction_id: transaction }] = await sql('SELECT transaction_id FROM chain_payment WHERE id = $1', [payment.id]);
  const withdrawal = await mustWithdraw(withdrawer, '1500.000000');
  const adjustment = await expectStatus(201, 'POST', `/api/admin/users/${user.id}/adjustments`, { token, body: { adjustment_usd: '750.000000', justification: script } });
  const items = await gemsFor(user, await newPack({ fmv: { COMMON: '40.000000' } }), 3);
  const buybacks = await Promise.all(items.map((item) => mustRequest(user, item)));
  const [{ id: entry }] = await sql(`SELECT id FROM ledger_entry WHERE cause_type = 'card_refund' ORDER BY created_at DESC LIMIT 1`);
  const [{ id: webhook }] = await sql(`SELECT id FROM webhook_event WHERE provider = 'stripe' ORDER BY received_at DESC LIMIT 1`);
  const job = await deadJob();
  return [
    '/admin/buyback?status=PENDING', `/admin/buyback/confirmation?${buybacks.map(({ id }) => `ids=${id}`).join('&')}`, `/admin/buyback/${buybacks[0].id}`,
    '/admin/deposits', `/admin/deposits/${refunded.id}`, `/admin/deposits/${doubtful}`,
    '/admin/payments', `/admin/payments/${payment.id}`, '/admin/transactions', `/admin/transactions/${transaction}`,
    '/admin/payouts', `/admin/payouts/${sent.body.payout_id}`, '/admin/withdrawals', `/admin/withdrawals/${withdrawal.id}`,
    '/admin/adjustments', `/admin/adjustments/${adjustment.id}`,
    '/admin/ledger/accounts', '/admin/ledger/entries', `/admin/ledger/entries/${entry}`, '/admin/ledger/checks',
    '/admin/system', '/admin/webhooks', `/admin/webhooks/${webhook}`, '/admin/jobs', `/admin/jobs/${job}`, '/admin/schedules',
  ];
}
