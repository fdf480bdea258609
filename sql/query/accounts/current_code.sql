-- The newest code of an address, if it is still good.
SELECT id, encode(salt, 'hex') AS salt, encode(code_hash, 'hex') AS code_hash
FROM email_code
WHERE email = $1 AND used_at IS NULL AND expires_at > gem_now() AND code_hash IS NOT NULL
ORDER BY created_at DESC LIMIT 1
