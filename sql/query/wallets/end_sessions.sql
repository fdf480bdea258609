-- Sessions that another wallet of this chain opened ($3 the wallet that stays, NULL: none) end at once (E47).
UPDATE user_session SET revoked_at = gem_now()
WHERE user_id = $1::uuid AND wallet_chain = $2::chain AND wallet_address IS DISTINCT FROM $3 AND revoked_at IS NULL
