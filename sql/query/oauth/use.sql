-- Once, and only by the session that began.
UPDATE oauth_attempt SET used_at = gem_now()
WHERE state_hash = $1 AND session_id = $2::uuid AND used_at IS NULL AND expires_at > gem_now()
RETURNING verifier
