-- Whether a contestant did the whole of the work: one row for each way to count what was sold; all are the same.
SELECT (SELECT count(*) FROM opening WHERE status = 'OPENED') AS openings,
       (SELECT count(*) FROM opening_unit WHERE nft_id IS NOT NULL) AS units,
       (SELECT count(*) FROM vault_item WHERE source = 'PACK') AS gems,
       (SELECT 40000 - count(*) FROM pool_free) AS gems_missing,
       (SELECT 16 * (1000000000 / 16) - sum(remaining) FROM pack_supply
        WHERE pack_id = '00000000-0000-4000-c000-100000000001') AS supply,
       (SELECT count(*) FROM fairness_seed WHERE revealed_at IS NOT NULL) AS seeds,
       (SELECT count(*) FROM idempotency_key) AS answers,
       (SELECT count(*) FROM ledger_entry WHERE cause_type = 'opening') AS entries,
       (SELECT count(*) FROM ledger_faults()) AS ledger_faults
