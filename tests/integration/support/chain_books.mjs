// What must hold of money that comes by Solana: quotes, openings, deposits, payments, the ledger and the chain itself agree.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { eventually, sandboxUrl, secret, sql } from './server.mjs';

const balanceOf = (purpose) =>
  `(SELECT coalesce(sum(amount), 0) FROM ledger_posting JOIN ledger_account ON ledger_account.id = account_id WHERE purpose = '${purpose}')`;

export const chainInvariants = {
  'a quote that is paid has one payment that paid it, another none':
    `SELECT quote.id FROM payment_quote AS quote
     LEFT JOIN chain_payment AS payment ON quote_id = quote.id AND outcome IN ('OPENING', 'DEPOSIT', 'TRADE')
     GROUP BY quote.id
     HAVING count(payment.id) <> (status = 'PAID')::integer`,
  'an opening that is paid on chain has its payment, an unpaid one none':
    `SELECT opening.id FROM opening LEFT JOIN chain_payment AS payment ON quote_id = opening.id AND outcome = 'OPENING'
     WHERE method <> 'CREDIT'
     GROUP BY opening.id HAVING (status IN ('PAID', 'OPENED', 'REFUNDED'))::integer <> count(payment.id)`,
  'what was paid on chain less what was refunded is what is handed out':
    `SELECT opening.id FROM opening
     JOIN chain_payment AS payment ON quote_id = opening.id AND outcome = 'OPENING'
     JOIN opening_unit ON opening_id = opening.id
     WHERE status IN ('OPENED', 'REFUNDED')
     GROUP BY opening.id, payment.id
     HAVING opening.unit_price * count(nft_id) <> (
        SELECT coalesce(sum(amount), 0) FROM ledger_posting JOIN ledger_entry ON ledger_entry.id = entry_id
        JOIN ledger_account ON ledger_account.id = account_id
        WHERE purpose = 'pack_sales' AND cause_id IN (opening.id, payment.id))`,
  'a purchase on the market is completed with its payment and its trade, and ends with its quote':
    `SELECT purchase.id FROM market_purchase AS purchase
     LEFT JOIN payment_quote AS quote ON quote.id = purchase.id AND quote.purpose = 'TRADE' AND quote.usd = purchase.price AND quote.user_id = purchase.buyer_id
     LEFT JOIN chain_payment AS payment ON payment.quote_id = purchase.id AND payment.outcome = 'TRADE'
     LEFT JOIN trade ON trade.listing_id = purchase.listing_id AND trade.buyer_id = purchase.buyer_id AND trade.price = purchase.price
       AND trade.method = purchase.method AND trade.offer_id IS NOT DISTINCT FROM purchase.offer_id
     WHERE quote.status IS DISTINCT FROM CASE purchase.status WHEN 'COMPLETED' THEN 'PAID' WHEN 'CANCELLED' THEN 'EXPIRED' ELSE 'OPEN' END::quote_status
        OR (purchase.status = 'COMPLETED') <> (payment.id IS NOT NULL) OR (purchase.status = 'COMPLETED' AND trade.id IS NULL)`,
  'what is traded on chain was paid there, and credited to the buyer first':
    `SELECT trade.id FROM trade
     LEFT JOIN market_purchase AS purchase ON purchase.listing_id = trade.listing_id AND purchase.status = 'COMPLETED'
     LEFT JOIN chain_payment AS payment ON payment.quote_id = purchase.id AND payment.outcome = 'TRADE'
     LEFT JOIN ledger_entry ON cause_type = 'chain_payment' AND cause_id = payment.id
     LEFT JOIN ledger_posting AS posting ON entry_id = ledger_entry.id
     LEFT JOIN ledger_account AS account ON account.id = account_id AND account.purpose = 'user_credit' AND account.owner_id = trade.buyer_id
     GROUP BY trade.id
     HAVING (trade.method = 'CREDIT') <> (count(payment.id) = 0)
         OR (trade.method <> 'CREDIT' AND coalesce(sum(posting.amount) FILTER (WHERE account.id IS NOT NULL), 0) < trade.price)`,
  'a deposit on chain is confirmed by its payment, for as much as came':
    `SELECT deposit.id FROM deposit
     LEFT JOIN chain_payment AS payment ON quote_id = deposit.id AND outcome = 'DEPOSIT'
     LEFT JOIN chain_transaction AS transaction ON transaction.id = transaction_id
     WHERE method IN ('USDC', 'SOL') AND ((deposit.status = 'CONFIRMED') <> (payment.id IS NOT NULL)
        OR credited IS DISTINCT FROM payment.usd OR external_id IS DISTINCT FROM signature)`,
  'a transaction is settled when it brought something':
    `SELECT transaction.id FROM chain_transaction AS transaction LEFT JOIN chain_payment AS payment ON transaction_id = transaction.id
     GROUP BY transaction.id HAVING (transaction.status = 'SETTLED') <> (count(payment.id) > 0)`,
  'every payment of worth is booked once, and whole':
    `SELECT payment.id FROM chain_payment AS payment
     LEFT JOIN ledger_entry ON cause_type = 'chain_payment' AND cause_id = payment.id
     LEFT JOIN ledger_posting AS posting ON entry_id = ledger_entry.id
     LEFT JOIN ledger_account AS account ON account.id = account_id
     GROUP BY payment.id
     HAVING count(DISTINCT ledger_entry.id) <> (coalesce(usd, 0) > 0)::integer
        OR coalesce(sum(posting.amount) FILTER (WHERE account.purpose IN ('solana_usdc', 'solana_sol')), 0) <> -coalesce(usd, 0)`,
  'the ledger holds the USDC that came and was not paid out':
    `SELECT 1 WHERE ${balanceOf('solana_usdc')} <> (SELECT coalesce(sum(usd), 0) FROM payout WHERE asset = 'USDC' AND status = 'COMPLETED')
       - (SELECT coalesce(sum(amount), 0) * 0.000001 FROM chain_payment WHERE asset = 'USDC' AND amount > 0)`,
  'the ledger holds what waits for a person':
    `SELECT 1 WHERE ${balanceOf('unmatched_payments')} <> (SELECT coalesce(sum(usd), 0) FROM chain_payment WHERE outcome = 'UNMATCHED')`,
  'payouts due are the open payouts':
    `SELECT 1 WHERE ${balanceOf('payouts_due')} <> (SELECT coalesce(sum(usd), 0) FROM payout WHERE status IN ('PENDING', 'SENDING', 'REVIEW'))`,
  'a payout is promised once, and completed or given back once when it is over':
    `SELECT payout.id, payout.status, array_agg(cause_type) FROM payout LEFT JOIN ledger_entry AS entry ON entry.cause_id = payout.id AND cause_type LIKE 'payout%'
     GROUP BY payout.id HAVING array_agg(cause_type ORDER BY cause_type) IS DISTINCT FROM
        CASE payout.status WHEN 'COMPLETED' THEN ARRAY['payout', 'payout_completed'] WHEN 'CANCELLED' THEN ARRAY['payout', 'payout_cancelled']
             ELSE ARRAY['payout'] END`,
  'a completed payout has one attempt that landed, any other none; only one being sent has one that may':
    `SELECT payout.id FROM payout LEFT JOIN payout_attempt AS attempt ON payout_id = payout.id
     GROUP BY payout.id HAVING count(attempt.id) FILTER (WHERE attempt.status = 'COMPLETED') <> (payout.status = 'COMPLETED')::integer
        OR count(attempt.id) FILTER (WHERE attempt.status = 'SIGNED') <> (payout.status = 'SENDING')::integer
        OR count(attempt.id) <> attempts`,
  'a payout in USDC sends the dollars that are owed':
    `SELECT attempt.id FROM payout_attempt AS attempt JOIN payout ON payout.id = payout_id WHERE asset = 'USDC' AND attempt.amount <> usd * 1000000`,
  'what left the treasury for an attempt is its amount, its fee and no more':
    `SELECT attempt.id, sol.amount AS sol, usdc.amount AS usdc FROM payout_attempt AS attempt
     JOIN payout ON payout.id = payout_id
     JOIN chain_transaction AS transaction ON transaction.signature = attempt.signature AND transaction.status = 'SETTLED'
     LEFT JOIN chain_payment AS sol ON sol.transaction_id = transaction.id AND sol.asset = 'SOL'
     LEFT JOIN chain_payment AS usdc ON usdc.transaction_id = transaction.id AND usdc.asset = 'USDC'
     WHERE attempt.status = 'EXPIRED' OR (attempt.status <> 'SIGNED' AND (
        sol.amount IS DISTINCT FROM -attempt.fee - (attempt.status = 'COMPLETED' AND payout.asset = 'SOL')::integer * attempt.amount
        OR coalesce(usdc.amount, 0) <> -(attempt.status = 'COMPLETED' AND payout.asset = 'USDC')::integer * attempt.amount))`,
  'a payment that is sent back waits for nobody':
    `SELECT payment.id FROM chain_payment AS payment JOIN payout ON cause = 'RETURN' AND cause_id = payment.id
     WHERE payout.status <> 'CANCELLED' AND (outcome <> 'RESOLVED' OR payment.amount <> payout.amount OR payment.usd <> payout.usd)`,
};

const recorded = async () => (await sql(
  `SELECT coalesce(sum(amount) FILTER (WHERE asset = 'SOL'), 0)::text AS lamports, coalesce(sum(amount) FILTER (WHERE asset = 'USDC'), 0)::text AS usdc
   FROM chain_payment`,
))[0];

async function held() {
  const answer = await fetch(`${sandboxUrl}/control/solana/balances/${secret('GEM_SOLANA_TREASURY_ADDRESS')}`);
  const { lamports, usdc } = await answer.json();
  return { lamports, usdc };
}

/** The treasury holds what the payments add up to, once what was paid a moment ago is final and booked. */
export async function assertTreasuryAgrees() {
  await eventually(async () => isDeepStrictEqual(await recorded(), await held()), 40000)
    .catch(async () => assert.deepEqual(await recorded(), await held(), 'the payments add up to what the treasury holds'));
}
