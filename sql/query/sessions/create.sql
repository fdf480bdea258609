-- $5 and $6 the wallet that opened it, if one did.
INSERT INTO user_session (id, user_id, expires_at, user_agent, remote_address, wallet_chain, wallet_address)
VALUES ($1::uuid, $2::uuid, gem_now() + interval '24 hours', $3, $4, $5::chain, $6)
RETURNING created_at, expires_at
