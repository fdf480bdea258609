-- $1 e-mail, $2 the address to withdraw to that it confirms, or NULL for signing in: the newest code for just that, if it is still good.
SELECT id, encode(salt, 'hex') AS salt, encode(code_hash, 'hex') AS code_hash
FROM email_code
WHERE email = $1 AND withdrawal_address_id IS NOT DISTINCT FROM $2::uuid
  AND used_at IS NULL AND expires_at > gem_now() AND code_hash IS NOT NULL
ORDER BY created_at DESC LIMIT 1
