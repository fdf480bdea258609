-- $1 id, $2 e-mail: a new request for a code, unless one was made in the last minute (no row then).
INSERT INTO email_code (id, email, expires_at)
SELECT $1::uuid, $2, gem_now() + interval '10 minutes'
WHERE NOT EXISTS (
    SELECT FROM email_code WHERE email = $2 AND created_at > gem_now() - interval '1 minute' AND used_at IS NULL)
RETURNING expires_at, created_at + interval '1 minute' AS resend_at
