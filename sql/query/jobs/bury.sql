-- Left for a person, unless it was added again while it ran: then it is due as if new.
UPDATE job
   SET locked_until = NULL,
       problem = $3::text,
       dead_at = CASE WHEN run_at = $4::timestamptz THEN gem_now() END,
       attempt = CASE WHEN run_at = $4::timestamptz THEN attempt ELSE 0 END
 WHERE id = $1::uuid AND locked_until = $2::timestamptz
RETURNING CASE WHEN dead_at IS NULL THEN 'again' ELSE 'dead' END;
