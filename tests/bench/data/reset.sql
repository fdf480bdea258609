-- Back to the beginning before each run of openings: every contestant sells the same gems to the same people.
BEGIN;
SET LOCAL session_replication_role = replica;
TRUNCATE opening, opening_unit, fairness_seed, idempotency_key, ledger_entry, ledger_posting, pool_free, webhook_event, job, payment_quote,
    payment_claim, chain_transaction, chain_payment;
DELETE FROM vault_item WHERE source = 'PACK';
UPDATE pack_supply SET remaining = 1000000000 / 16 WHERE remaining <> 1000000000 / 16;

INSERT INTO pool_free (pool_id, position, nft_id)
SELECT pool_id, pool_position, id FROM nft WHERE collection_id = '00000000-0000-4000-a000-000000000001' ORDER BY pool_id, pool_position;

INSERT INTO fairness_seed (user_id, nonce, server_seed, server_seed_hash, client_seed)
SELECT user_id, 0, seed, encode(sha256(seed), 'hex'), 'client'
FROM (SELECT id AS user_id, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS seed FROM app_user) AS made;

UPDATE ledger_account SET balance = CASE purpose WHEN 'user_credit' THEN 1000000 WHEN 'adjustment' THEN -10000000000 ELSE 0 END;
INSERT INTO ledger_entry (id, cause_type, cause_id, description)
SELECT id, 'adjustment', id, 'Credit for the benchmark' FROM app_user;
INSERT INTO ledger_posting (entry_id, account_id, amount, balance_after)
SELECT owner_id, id, 1000000, 1000000 FROM ledger_account WHERE purpose = 'user_credit';
INSERT INTO ledger_posting (entry_id, account_id, amount, balance_after)
SELECT app_user.id, ledger_account.id, -1000000, 0 FROM app_user, ledger_account WHERE purpose = 'adjustment';
COMMIT;
