INSERT INTO oauth_attempt (state_hash, session_id, verifier, expires_at)
VALUES ($1, $2::uuid, $3, gem_now() + interval '10 minutes')
