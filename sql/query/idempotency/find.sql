SELECT body_hash, status, response FROM idempotency_key
WHERE user_id = $1::uuid AND path = $2 AND key = $3 AND created_at > gem_now() - interval '24 hours'
