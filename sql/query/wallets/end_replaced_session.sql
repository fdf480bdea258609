-- The wallet was switched in the browser: the session of the one before ends (E47). $1 session, $2 its user, $3 the new wallet.
UPDATE user_session SET revoked_at = gem_now()
WHERE id = $1::uuid AND user_id = $2::uuid AND wallet_address IS DISTINCT FROM $3 AND wallet_address IS NOT NULL
  AND revoked_at IS NULL
