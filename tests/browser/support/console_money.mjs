// Something to see on each page of the console about money, decisions and operations.
import { randomUUID } from 'node:crypto';
import { putCurrent } from '../../integration/support/admin.mjs';
import { gemsFor, mustRequest } from '../../integration/support/buybacks.mjs';
import { paidTopUp } from '../../integration/support/cards.mjs';
import { newPack } from '../../integration/support/catalogue.mjs';
import { beginDeposit } from '../../integration/support/chain.mjs';
import { expectStatus } from '../../integration/support/client.mjs';
import { fillTreasury, unmatchedPayment } from '../../integration/support/payouts.mjs';
import { sql } from '../../integration/support/server.mjs';
import { newUser } from '../../integration/support/users.mjs';
import { mustWithdraw, newWithdrawer } from '../../integration/support/withdrawals.mjs';

async function doubtfulDeposit(user, words) {
  const id = randomUUID();
  await sql(`INSERT INTO deposit (id, user_id, method, amount, external_id) VALUES ($1, $2, 'STRIPE', 25, $3)`, [id, user.id, `cs_test_${id}`]);
  await sql(`UPDATE deposit SET status = 'REVIEW', problem = $2 WHERE id = $1`, [id, `2499 cents were paid, not 2500 ${words}`.trim()]);
  return id;
}

async function deadJob(words) {
  const id = randomUUID();
  await sql(`INSERT INTO job (id, kind, subject_id, attempt, dead_at, problem) VALUES ($1, 'send_card_refund', gen_random_uuid(), 20, gem_now(), $2)`,
    [id, `provider_refused: the card was closed ${words}`.trim()]);
  return id;
}

/** The paths of all these pages by name, for an owner with a token; `words` stand wherever somebody may write. */
export async function moneyPaths(token, words) {
  const user = await newUser({ credit: 300 });
  const withdrawer = await newWithdrawer({ credit: 2000 });
  await fillTreasury();
  const refunded = await paidTopUp(user, '30.000000');
  const deposit = `/api/admin/deposits/${refunded.id}`;
  await putCurrent(token, deposit, `${deposit}/refund`, { refund_usd: '5.000000', reason: `Asked for ${words}`.trim() });
  const doubtful = await doubtfulDeposit(user, words);
  await beginDeposit(user, 'USDC', '5.250000'); // somebody whose the next payment may be
  const { payment } = await unmatchedPayment('USDC', 5230000);
  const { payment: returned } = await unmatchedPayment('USDC', 2340000);
  const sent = await putCurrent(token, `/api/admin/payments/${returned.id}`, `/api/admin/payments/${returned.id}/return`);
  const [{ transaction_id: transaction }] = await sql('SELECT transaction_id FROM chain_payment WHERE id = $1', [payment.id]);
  const withdrawal = await mustWithdraw(withdrawer, '1500.000000');
  const adjustment = await expectStatus(201, 'POST', `/api/admin/users/${user.id}/adjustments`, { token, body: { adjustment_usd: '750.000000', justification: `For the long wait ${words}`.trim() } });
  const items = await gemsFor(user, await newPack({ fmv: { COMMON: '40.000000' } }), 3);
  const buybacks = await Promise.all(items.map((item) => mustRequest(user, item)));
  const [{ id: entry }] = await sql(`SELECT id FROM ledger_entry WHERE cause_type = 'card_refund' ORDER BY created_at DESC LIMIT 1`);
  const [{ id: webhook }] = await sql(`SELECT id FROM webhook_event WHERE provider = 'stripe' ORDER BY received_at DESC LIMIT 1`);
  const job = await deadJob(words);
  return {
    buybacks: '/admin/buyback?status=PENDING', confirmation: `/admin/buyback/confirmation?${buybacks.map(({ id }) => `ids=${id}`).join('&')}`,
    buyback: `/admin/buyback/${buybacks[0].id}`,
    deposits: '/admin/deposits', refunded: `/admin/deposits/${refunded.id}`, doubtful: `/admin/deposits/${doubtful}`,
    payments: '/admin/payments', payment: `/admin/payments/${payment.id}`, transactions: '/admin/transactions', transaction: `/admin/transactions/${transaction}`,
    payouts: '/admin/payouts', payout: `/admin/payouts/${sent.body.payout_id}`, withdrawals: '/admin/withdrawals', withdrawal: `/admin/withdrawals/${withdrawal.id}`,
    adjustments: '/admin/adjustments', adjustment: `/admin/adjustments/${adjustment.id}`,
    balances: '/admin/ledger/accounts', entries: '/admin/ledger/entries', entry: `/admin/ledger/entries/${entry}`, checks: '/admin/ledger/checks',
    system: '/admin/system', webhooks: '/admin/webhooks', webhook: `/admin/webhooks/${webhook}`, jobs: '/admin/jobs', job: `/admin/jobs/${job}`,
    schedules: '/admin/schedules',
  };
}
