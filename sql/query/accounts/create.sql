-- A user and everything that belongs to one from the start: the credit account and the first committed seed. $8 and $9 wallets,
-- $10 the referral code that brought them: one that is nobody's is forgotten.
WITH created AS (
    INSERT INTO app_user (id, handle, email, avatar_seed, referral_code, solana_address, evm_address, referred_by)
    VALUES ($1::uuid, $2, $3, $4, $5, $8, $9,
            (SELECT id FROM app_user WHERE referral_code = $10 AND status <> 'CLOSED'))
    RETURNING id
), account AS (
    INSERT INTO ledger_account (purpose, owner_id, may_be_negative) SELECT 'user_credit', id, false FROM created
)
INSERT INTO fairness_seed (user_id, nonce, server_seed, server_seed_hash, client_seed)
SELECT id, 0, decode($6, 'hex'), encode(sha256(decode($6, 'hex')), 'hex'), $7 FROM created
