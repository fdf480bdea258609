SELECT app_user.id, handle, email, twitter_handle, solana_address AS wallets_solana, evm_address AS wallets_evm,
       '/api/avatars/' || avatar_seed AS avatar_url, referral_code, ledger_account.balance AS credit_balance, xp, created_at
FROM app_user
JOIN ledger_account ON owner_id = app_user.id AND purpose = 'user_credit' AND currency = 'USD'
WHERE app_user.id = $1::uuid
