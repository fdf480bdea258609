-- $2 user, $3 amount, $4 reason, $5 who asks, $6 whether that one may do it alone.
INSERT INTO adjustment_request (id, user_id, amount, reason, asked_by, alone, status, decided_by, decided_at)
SELECT $1::uuid, $2::uuid, $3::numeric, $4, $5::uuid, $6::boolean, CASE WHEN $6::boolean THEN 'APPLIED' ELSE 'PENDING' END::adjustment_status,
       CASE WHEN $6::boolean THEN $5::uuid END, CASE WHEN $6::boolean THEN gem_now() END
