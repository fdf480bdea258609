SELECT app_user.id, handle, email, twitter_handle, solana_address, evm_address, status::text, frozen_reason, balance AS credit_balance,
       xp, referral_code, created_at, version, '/api/avatars/' || avatar_seed AS avatar_url,
       (SELECT count(*) FROM vault_item WHERE user_id = app_user.id AND closed_at IS NULL) AS gem_count,
       (SELECT count(*) FROM opening WHERE user_id = app_user.id) AS opening_count
FROM app_user JOIN ledger_account ON owner_id = app_user.id AND purpose = 'user_credit'
WHERE app_user.id = $1::uuid
