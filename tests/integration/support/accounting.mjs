// What must hold after anything at all: supply, pools, vaults, openings, seeds and the ledger agree exactly.
import assert from 'node:assert/strict';
import { sql } from './server.mjs';

const invariants = {
  'the ledger recomputes from its postings': 'SELECT * FROM ledger_faults()',
  'supply sold is supply missing':
    `SELECT pack.id FROM pack
     WHERE max_supply - (SELECT sum(remaining) FROM pack_supply WHERE pack_id = pack.id)
        <> (SELECT count(*) FROM opening_unit JOIN opening ON opening.id = opening_id WHERE opening.pack_id = pack.id AND nft_id IS NOT NULL)
         + (SELECT coalesce(sum(quantity), 0) FROM opening WHERE pack_id = pack.id AND status IN ('PENDING_PAYMENT', 'PENDING_CONFIRMATION', 'PAID'))`,
  'a gem is in a pool or with an owner, never both or neither':
    `SELECT nft.id FROM nft
     LEFT JOIN pool_free ON pool_free.nft_id = nft.id
     LEFT JOIN vault_item ON vault_item.nft_id = nft.id
     GROUP BY nft.id, pool_free.nft_id
     HAVING (pool_free.nft_id IS NOT NULL)::integer + count(vault_item.id) FILTER (WHERE closed_at IS NULL) <> 1
        AND NOT bool_or(coalesce(vault_item.status = 'DELIVERED', false))`,
  'a gem is handed out once': 'SELECT nft_id FROM opening_unit WHERE nft_id IS NOT NULL GROUP BY nft_id HAVING count(*) > 1',
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
  'no supply is below zero': 'SELECT pack_id FROM pack_supply WHERE remaining < 0',
};

/** Fails with the first rows that break an invariant. */
export async function assertBooksAgree() {
  for (const [rule, statement] of Object.entries(invariants)) {
    const broken = await sql(`SELECT * FROM (${statement}) AS broken LIMIT 5`);
    assert.deepEqual(broken, [], rule);
  }
}
