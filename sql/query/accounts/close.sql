-- The person goes, the pseudonym stays: $2 handle, $3 avatar seed, $4 referral code say nothing about anybody.
UPDATE app_user SET status = 'CLOSED', closed_at = gem_now(), handle = $2, avatar_seed = $3, referral_code = $4,
       email = NULL, twitter_id = NULL, twitter_handle = NULL, solana_address = NULL, evm_address = NULL
WHERE id = $1::uuid
