-- The worker sends it next.
UPDATE withdrawal SET status = 'HELD', reviewed_at = gem_now() WHERE id = $1::uuid
