-- Later: when the handler said ($4 seconds), else after 1 second, doubling up to 1 hour, less up to half of it at random so that
-- failures do not return together.
UPDATE job
   SET locked_until = NULL,
       problem = $3::text,
       run_at = gem_now() + interval '1 second'
           * coalesce($4::bigint, least(power(2, least(attempt - 1, 12)), 3600) * (SELECT 0.5 + random() / 2))
 WHERE id = $1::uuid AND locked_until = $2::timestamptz
RETURNING 'retry';
