-- Follows finish.sql: what that left in place was added again while it ran, and is due as if new.
UPDATE job
   SET locked_until = NULL, attempt = 0, problem = NULL
 WHERE id = $1::uuid AND locked_until = $2::timestamptz
RETURNING 'again';
