// What must hold after anything at all: supply, pools, vaults, openings, seeds and the ledger agree exactly.
import assert from 'node:assert/strict';
import { assertTreasuryAgrees, chainInvariants } from './chain_books.mjs';
import { sql } from './server.mjs';

const bought = `('APPROVED', 'COMPLETED', 'FAILED')`;

const invariants = {
  'the ledger recomputes from its postings': 'SELECT * FROM ledger_faults()',
  'supply sold is supply missing':
    `SELECT pack.id FROM pack
     WHERE max_supply - (SELECT sum(remaining) FROM pack_supply WHERE pack_id = pack.id)
        <> (SELECT count(*) FROM opening_unit JOIN opening ON opening.id = opening_id WHERE opening.pack_id = pack.id AND nft_id IS NOT NULL)
         + (SELECT coalesce(sum(quantity), 0) FROM opening WHERE pack_id = pack.id AND status IN ('PENDING_PAYMENT', 'PENDING_CONFIRMATION', 'PAID'))`,
  'a gem is in a pool or with an owner, never both; in neither only when it was delivered or is off the shelf':
    `SELECT nft.id FROM nft
     LEFT JOIN pool_free ON pool_free.nft_id = nft.id
     LEFT JOIN vault_item ON vault_item.nft_id = nft.id
     GROUP BY nft.id, pool_free.nft_id
     HAVING (pool_free.nft_id IS NOT NULL)::integer + count(vault_item.id) FILTER (WHERE closed_at IS NULL)
            NOT BETWEEN (on_shelf AND NOT bool_or(coalesce(vault_item.status = 'DELIVERED', false)))::integer AND 1`,
  'a gem is handed out once, and once more each time it was bought back':
    `SELECT nft_id FROM opening_unit WHERE nft_id IS NOT NULL GROUP BY nft_id
     HAVING count(*) > 1 + (SELECT count(*) FROM buyback WHERE buyback.nft_id = opening_unit.nft_id AND buyback.status IN ${bought})`,
  'a gem that was bought back is no longer held by who sold it':
    `SELECT buyback.id FROM buyback JOIN vault_item ON vault_item.id = vault_item_id
     WHERE buyback.status IN ${bought} AND vault_item.status <> 'SOLD'`,
  'an item is in BUYBACK exactly while a request for it waits':
    `SELECT vault_item.id FROM vault_item LEFT JOIN buyback ON vault_item_id = vault_item.id AND buyback.status = 'PENDING'
     WHERE (vault_item.status = 'BUYBACK') <> (buyback.id IS NOT NULL) OR buyback.user_id <> vault_item.user_id OR buyback.nft_id <> vault_item.nft_id`,
  'gems bought back cost what was promised for them':
    `SELECT paid.sum, owed.sum AS owed FROM
       (SELECT coalesce(sum(balance), 0) AS sum FROM ledger_account WHERE purpose = 'buyback_cost') AS paid,
       (SELECT coalesce(sum(price), 0) AS sum FROM buyback
        WHERE status IN ${bought} AND NOT (status = 'APPROVED' AND EXISTS (SELECT FROM payout WHERE cause = 'BUYBACK' AND cause_id = buyback.id AND payout.status = 'CANCELLED'))) AS owed
     WHERE paid.sum <> -owed.sum`,
  'a buyback paid as credit is booked once to its user, another not':
    `SELECT buyback.id FROM buyback
     LEFT JOIN ledger_entry ON cause_type IN ('buyback', 'buyback_failed') AND cause_id = buyback.id
     LEFT JOIN ledger_posting ON entry_id = ledger_entry.id
     LEFT JOIN ledger_account ON ledger_account.id = account_id AND purpose = 'user_credit' AND owner_id = user_id
     GROUP BY buyback.id
     HAVING coalesce(sum(amount) FILTER (WHERE ledger_account.id IS NOT NULL), 0)
            <> CASE WHEN buyback.status = 'FAILED' OR (buyback.status = 'COMPLETED' AND payout = 'CREDIT') THEN price ELSE 0 END
         OR count(DISTINCT ledger_entry.id) > 1`,
  'the limits of a day count the gems sold back on it':
    `SELECT * FROM
       (SELECT owner_id, day, used FROM daily_use WHERE purpose = 'buyback' AND used <> 0) AS counted
     FULL JOIN
       (SELECT owner.id AS owner_id, date_trunc('day', created_at, 'UTC') AS day, sum(price) AS sold
        FROM buyback, LATERAL (VALUES (user_id), (NULL)) AS owner (id)
        WHERE status NOT IN ('CANCELLED', 'REJECTED') GROUP BY owner.id, day) AS sold
       ON sold.owner_id IS NOT DISTINCT FROM counted.owner_id AND sold.day = counted.day
     WHERE used IS DISTINCT FROM sold`,
  'a gem off the shelf waits in no pool': 'SELECT nft_id FROM pool_free JOIN nft ON nft.id = nft_id WHERE NOT on_shelf',
  'every drawn gem is in its buyer\'s vault':
    `SELECT opening_id, unit FROM opening_unit JOIN opening ON opening.id = opening_id
     LEFT JOIN vault_item ON vault_item.id = vault_item_id
     WHERE opening_unit.nft_id IS NOT NULL AND (vault_item.user_id <> opening.user_id OR vault_item.nft_id <> opening_unit.nft_id
        OR vault_item.id IS NULL)`,
  'an opening that ended has all its units':
    `SELECT opening.id FROM opening LEFT JOIN opening_unit ON opening_id = opening.id WHERE status IN ('OPENED', 'REFUNDED')
     GROUP BY opening.id HAVING count(unit) <> opening.quantity`,
  'what was paid less what was refunded is what was handed out':
    `SELECT opening.id FROM opening
     JOIN opening_unit ON opening_id = opening.id
     WHERE status IN ('OPENED', 'REFUNDED') AND method = 'CREDIT'
     GROUP BY opening.id
     HAVING opening.unit_price * count(nft_id) <> -(
        SELECT coalesce(sum(amount), 0) FROM ledger_posting JOIN ledger_entry ON ledger_entry.id = entry_id
        JOIN ledger_account ON ledger_account.id = account_id
        WHERE cause_id = opening.id AND cause_type IN ('opening', 'opening_refund') AND owner_id = opening.user_id)`,
  'nonces have no gaps, and one seed waits':
    `SELECT user_id FROM fairness_seed GROUP BY user_id
     HAVING max(nonce) <> count(*) - 1 OR count(*) FILTER (WHERE opening_id IS NULL) <> 1`,
  'a seed is revealed exactly when its opening has ended':
    `SELECT opening.id FROM opening JOIN fairness_seed ON opening_id = opening.id
     WHERE (status IN ('OPENED', 'REFUNDED')) <> (revealed_at IS NOT NULL)`,
  'what Stripe holds is what was credited by card, less what went back':
    `SELECT held.sum, owed.sum AS owed FROM
       (SELECT coalesce(sum(balance), 0) AS sum FROM ledger_account WHERE purpose = 'stripe') AS held,
       (SELECT (SELECT coalesce(sum(credited), 0) FROM deposit WHERE method = 'STRIPE')
             - (SELECT coalesce(sum(amount), 0) FROM card_refund WHERE status = 'SUCCEEDED')
             - (SELECT coalesce(sum(amount), 0) FROM card_dispute WHERE status IN ('OPEN', 'LOST')) AS sum) AS owed
     WHERE held.sum <> -owed.sum`,
  'refunds due are the open refunds':
    `SELECT due.sum, open.sum AS open FROM
       (SELECT coalesce(sum(balance), 0) AS sum FROM ledger_account WHERE purpose = 'refunds_due') AS due,
       (SELECT coalesce(sum(amount), 0) AS sum FROM card_refund WHERE status IN ('REQUESTED', 'PENDING')) AS open
     WHERE due.sum <> open.sum`,
  'a card deposit is credited once, with what it was asked for or what a person saw at Stripe':
    `SELECT deposit.id FROM deposit
     LEFT JOIN ledger_entry ON cause_type = 'deposit' AND cause_id = deposit.id
     LEFT JOIN ledger_posting ON entry_id = ledger_entry.id
     LEFT JOIN ledger_account ON ledger_account.id = account_id AND purpose = 'user_credit' AND owner_id = user_id
     WHERE method = 'STRIPE'
     GROUP BY deposit.id
     HAVING coalesce(credited, 0) <> coalesce(sum(ledger_posting.amount) FILTER (WHERE ledger_account.id IS NOT NULL), 0)
         OR (credited <> deposit.amount AND reviewed_at IS NULL) OR count(ledger_account.id) <> count(DISTINCT credited)`,
  'an adjustment is booked once when it is applied, and needs two people or is small':
    `SELECT request.id, request.status FROM adjustment_request AS request
     LEFT JOIN ledger_entry ON cause_type = 'adjustment' AND cause_id = request.id
     LEFT JOIN ledger_posting ON entry_id = ledger_entry.id
     LEFT JOIN ledger_account ON ledger_account.id = account_id AND purpose = 'user_credit' AND owner_id = user_id
     GROUP BY request.id
     HAVING coalesce(sum(ledger_posting.amount) FILTER (WHERE ledger_account.id IS NOT NULL), 0) <> CASE request.status WHEN 'APPLIED' THEN request.amount ELSE 0 END
         OR (request.status = 'APPLIED' AND asked_by = decided_by AND (NOT alone OR abs(request.amount) > 500))`,
  'a debt is what was taken back and was spent':
    `SELECT user_id, owed, balance FROM (
       SELECT user_id, sum(owed) AS owed FROM (
         SELECT deposit_id, amount - from_credit AS owed FROM card_refund WHERE status <> 'FAILED'
         UNION ALL SELECT deposit_id, amount - from_credit FROM card_dispute WHERE status <> 'WON') AS taken
       JOIN deposit ON deposit.id = deposit_id GROUP BY user_id) AS spent
     FULL JOIN (SELECT owner_id AS user_id, balance FROM ledger_account WHERE purpose = 'user_debt') AS debt USING (user_id)
     WHERE coalesce(owed, 0) <> -coalesce(balance, 0)`,
  'withdrawals held are those that wait, and those whose payout was cancelled a moment ago':
    `SELECT held.sum, open.sum AS open FROM
       (SELECT coalesce(sum(balance), 0) AS sum FROM ledger_account WHERE purpose = 'withdrawals_held') AS held,
       (SELECT coalesce(sum(withdrawal.amount), 0) AS sum FROM withdrawal LEFT JOIN payout ON payout.id = payout_id
         WHERE withdrawal.status IN ('HELD', 'REVIEW') OR (withdrawal.status = 'SENDING' AND payout.status = 'CANCELLED')) AS open
     WHERE held.sum <> open.sum`,
  'a withdrawal is taken from credit once, and given back exactly when it came to nothing':
    `SELECT withdrawal.id FROM withdrawal
     LEFT JOIN ledger_entry ON cause_type IN ('withdrawal', 'withdrawal_returned') AND cause_id = withdrawal.id
     LEFT JOIN ledger_posting ON entry_id = ledger_entry.id
     LEFT JOIN ledger_account ON ledger_account.id = account_id AND purpose = 'user_credit' AND owner_id = user_id
     GROUP BY withdrawal.id
     HAVING coalesce(sum(ledger_posting.amount) FILTER (WHERE ledger_account.id IS NOT NULL AND cause_type = 'withdrawal'), 0) <> -withdrawal.amount
         OR coalesce(sum(ledger_posting.amount) FILTER (WHERE ledger_account.id IS NOT NULL AND cause_type = 'withdrawal_returned'), 0)
            <> CASE WHEN status IN ('REJECTED', 'CANCELLED', 'FAILED') THEN withdrawal.amount ELSE 0 END`,
  'a withdrawal that was sent has one payout, for just that, and ends as it does':
    `SELECT withdrawal.id FROM withdrawal FULL JOIN (SELECT * FROM payout WHERE cause = 'WITHDRAWAL') AS payout ON payout.id = payout_id
     WHERE (withdrawal.status IN ('SENDING', 'COMPLETED', 'FAILED') OR withdrawal.id IS NULL)
       AND (payout.cause_id, payout.user_id, payout.recipient, payout.usd, payout.amount, payout.asset)
           IS DISTINCT FROM (withdrawal.id, withdrawal.user_id, withdrawal.address, withdrawal.amount, (withdrawal.amount * 1000000)::bigint, 'USDC'::asset)
        OR (withdrawal.status = 'COMPLETED' AND payout.status <> 'COMPLETED') OR (withdrawal.status = 'FAILED' AND payout.status <> 'CANCELLED')`,
  'a transaction that is said to have paid a withdrawal did':
    `SELECT withdrawal.id FROM withdrawal LEFT JOIN payout_attempt AS attempt
        ON attempt.payout_id = withdrawal.payout_id AND attempt.status = 'COMPLETED' AND signature = tx_hash
     WHERE withdrawal.status = 'COMPLETED' AND attempt.signature IS NULL`,
  'what is in escrow is what open offers hold':
    `SELECT user_id, held, balance FROM (SELECT buyer_id AS user_id, sum(price) AS held FROM offer WHERE escrowed AND status = 'PENDING' GROUP BY buyer_id) AS open
     FULL JOIN (SELECT owner_id AS user_id, balance FROM ledger_account WHERE purpose = 'user_escrow') AS escrow USING (user_id)
     WHERE coalesce(held, 0) <> coalesce(balance, 0)`,
  'what an offer sets aside is set aside once, and released once unless it is open or was accepted':
    `SELECT offer.id FROM offer LEFT JOIN ledger_entry ON cause_id = offer.id AND cause_type IN ('offer_escrow', 'offer_release')
     GROUP BY offer.id
     HAVING count(*) FILTER (WHERE cause_type = 'offer_escrow') <> escrowed::integer
         OR count(*) FILTER (WHERE cause_type = 'offer_release') <> (escrowed AND offer.status NOT IN ('PENDING', 'COMPLETED'))::integer`,
  'a completed offer is the trade at its price, and pays from where its money was':
    `SELECT offer.id FROM offer LEFT JOIN trade ON offer_id = offer.id
     WHERE (offer.status = 'COMPLETED') <> (trade.id IS NOT NULL) OR trade.price <> offer.price OR trade.buyer_id <> offer.buyer_id
        OR (trade.id IS NOT NULL AND NOT EXISTS (
             SELECT FROM ledger_entry JOIN ledger_posting ON entry_id = ledger_entry.id JOIN ledger_account AS account ON account.id = account_id
             WHERE cause_type = 'trade' AND cause_id = trade.id AND owner_id = offer.buyer_id AND amount = -offer.price
               AND account.purpose = CASE WHEN offer.escrowed THEN 'user_escrow' ELSE 'user_credit' END))`,
  'a reserved listing has one buyer, who is paying on chain or has had an offer accepted; another has none':
    `SELECT listing.id FROM listing
     LEFT JOIN (SELECT listing_id, buyer_id FROM offer WHERE status = 'ACCEPTED'
                UNION ALL SELECT listing_id, buyer_id FROM market_purchase WHERE status = 'PENDING_PAYMENT' AND offer_id IS NULL) AS claim
       ON claim.listing_id = listing.id
     GROUP BY listing.id
     HAVING count(claim.buyer_id) <> (status = 'RESERVED')::integer OR bool_or(claim.buyer_id <> reserved_for)`,
  'an open offer is for an open listing': `SELECT offer.id FROM offer JOIN listing ON listing.id = listing_id
     WHERE offer.status IN ('PENDING', 'ACCEPTED') AND listing.status NOT IN ('ACTIVE', 'RESERVED')`,
  'an open offer is below the asking price': `SELECT offer.id FROM offer JOIN listing ON listing.id = listing_id
     WHERE offer.status = 'PENDING' AND offer.price >= listing.asking_price`,
  'a trade has one entry: the price from its buyer, the fee to the platform, the rest to its seller':
    `SELECT trade.id FROM trade
     LEFT JOIN ledger_entry ON cause_type = 'trade' AND cause_id = trade.id
     LEFT JOIN ledger_posting ON entry_id = ledger_entry.id
     LEFT JOIN ledger_account ON ledger_account.id = account_id
     GROUP BY trade.id
     HAVING count(DISTINCT ledger_entry.id) <> 1 OR count(ledger_posting.id) <> 3
         OR sum(amount) FILTER (WHERE owner_id = buyer_id AND purpose IN ('user_credit', 'user_escrow')) IS DISTINCT FROM -price
         OR sum(amount) FILTER (WHERE owner_id = seller_id AND purpose = 'user_credit') IS DISTINCT FROM price - fee
         OR sum(amount) FILTER (WHERE purpose = 'market_fees') IS DISTINCT FROM fee`,
  'no entry speaks of a trade that is none': `SELECT cause_id FROM ledger_entry LEFT JOIN trade ON trade.id = cause_id WHERE cause_type = 'trade' AND trade.id IS NULL`,
  'what the market earned is the sum of its fees':
    `SELECT earned.sum, fees.sum AS fees FROM
       (SELECT coalesce(sum(balance), 0) AS sum FROM ledger_account WHERE purpose = 'market_fees') AS earned,
       (SELECT coalesce(sum(fee), 0) AS sum FROM trade) AS fees
     WHERE earned.sum <> fees.sum`,
  'a trade moves the gem of its listing from the seller, whose holding is SOLD, to the buyer':
    `SELECT trade.id FROM trade
     JOIN listing ON listing.id = listing_id
     JOIN vault_item AS sold ON sold.id = seller_item_id
     JOIN vault_item AS bought ON bought.id = buyer_item_id
     WHERE listing.status <> 'SOLD' OR listing.nft_id <> trade.nft_id OR listing.seller_id <> trade.seller_id OR listing.vault_item_id <> sold.id
        OR sold.status <> 'SOLD' OR sold.user_id <> trade.seller_id OR sold.nft_id <> trade.nft_id OR sold.closed_at <> traded_at
        OR bought.user_id <> trade.buyer_id OR bought.nft_id <> trade.nft_id OR bought.source <> 'MARKET' OR bought.acquired_at <> traded_at`,
  'a listing that was sold has a trade, and a holding from the market too':
    `SELECT listing.id FROM listing LEFT JOIN trade ON listing_id = listing.id WHERE (listing.status = 'SOLD') <> (trade.id IS NOT NULL)
     UNION ALL SELECT held.id FROM vault_item AS held LEFT JOIN trade ON buyer_item_id = held.id WHERE held.source = 'MARKET' AND trade.id IS NULL`,
  'a gem is LISTED exactly while it has an open listing, of its owner':
    `SELECT held.id FROM vault_item AS held LEFT JOIN listing AS open ON open.vault_item_id = held.id AND open.status IN ('ACTIVE', 'RESERVED')
     WHERE (held.status = 'LISTED') <> (open.id IS NOT NULL) OR open.seller_id <> held.user_id`,
  'no supply is below zero': 'SELECT pack_id FROM pack_supply WHERE remaining < 0',
};

/** Fails with the first rows that break an invariant. */
export async function assertBooksAgree() {
  await assertTreasuryAgrees();
  for (const [rule, statement] of Object.entries({ ...invariants, ...chainInvariants })) {
    const broken = await sql(`SELECT * FROM (${statement}) AS broken LIMIT 5`);
    assert.deepEqual(broken, [], rule);
  }
}
