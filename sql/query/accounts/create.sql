-- A user and everything that belongs to one from the start: the credit account and the first committed seed.
WITH created AS (
    INSERT INTO app_user (id, handle, email, avatar_seed, referral_code)
    VALUES ($1::uuid, $2, $3, $4, $5) RETURNING id
), account AS (
    INSERT INTO ledger_account (purpose, owner_id, may_be_negative) SELECT 'user_credit', id, false FROM created
)
INSERT INTO fairness_seed (user_id, nonce, server_seed, server_seed_hash, client_seed)
SELECT id, 0, decode($6, 'hex'), encode(sha256(decode($6, 'hex')), 'hex'), $7 FROM created
