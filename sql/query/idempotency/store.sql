-- A key past its day may be used again: its old answer makes way.
INSERT INTO idempotency_key (user_id, path, key, body_hash, status, response)
VALUES ($1::uuid, $2, $3, $4, $5::integer, $6)
ON CONFLICT (user_id, path, key) DO UPDATE SET
    body_hash = excluded.body_hash, status = excluded.status, response = excluded.response, created_at = gem_now()
