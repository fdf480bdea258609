-- $1 id, $2 e-mail, $3 the address to withdraw to that it confirms, or NULL for signing in: a new request for a code, unless one of its
-- sort was made in the last minute (no row then).
INSERT INTO email_code (id, email, withdrawal_address_id, expires_at)
SELECT $1::uuid, $2, $3::uuid, gem_now() + interval '10 minutes'
WHERE NOT EXISTS (
    SELECT FROM email_code WHERE email = $2 AND created_at > gem_now() - interval '1 minute' AND used_at IS NULL
       AND (withdrawal_address_id IS NULL) = ($3::uuid IS NULL))
RETURNING expires_at, created_at + interval '1 minute' AS resend_at
