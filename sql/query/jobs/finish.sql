-- Done, unless it was added again while it ran: then run_at has moved.
DELETE FROM job
 WHERE id = $1::uuid AND locked_until = $2::timestamptz AND run_at = $3::timestamptz
RETURNING 'done';
