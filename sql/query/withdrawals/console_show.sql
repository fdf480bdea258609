SELECT withdrawal.id, withdrawal.user_id, handle, app_user.status AS user_status, withdrawal.status, amount AS amount_usd, address, hold_until, needs_review,
       reviewed_at, payout_id, tx_hash, reason, withdrawal.created_at, completed_at, withdrawal.version,
       address IS NOT DISTINCT FROM solana_address AS to_bound_wallet, solana_address_changed_at AS wallet_changed_at,
       (SELECT coalesce(sum(amount), 0) FROM withdrawal AS other WHERE other.user_id = withdrawal.user_id AND other.status = 'COMPLETED') AS withdrawn_before_usd
FROM withdrawal JOIN app_user ON app_user.id = user_id WHERE withdrawal.id = $1::uuid
