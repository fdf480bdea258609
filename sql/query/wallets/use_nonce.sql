-- Of two who sign in with one nonce, one gets a row. The times come back to be held against the message.
UPDATE wallet_nonce SET used_at = gem_now()
WHERE nonce = $1 AND chain = $2::chain AND address = $3 AND used_at IS NULL AND expires_at > gem_now()
RETURNING issued_at, expires_at
