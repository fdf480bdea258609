INSERT INTO wallet_nonce (nonce, chain, address, expires_at)
VALUES ($1, $2::chain, $3, gem_now() + interval '5 minutes')
RETURNING issued_at, expires_at
