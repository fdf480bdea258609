-- One job for each kind and subject, added in the transaction of its cause. One that waits already will see what this transaction
-- did. One that runs now may not: its run_at moves, which tells its worker to run it again. A dead one gets a new life.
-- The update locks the row even where it changes nothing, so a waiting job cannot start before this transaction has ended.
INSERT INTO job (id, kind, subject_id) VALUES ($1::uuid, $2::text, $3::uuid)
    ON CONFLICT (kind, subject_id) DO UPDATE
   SET run_at = greatest(excluded.run_at, job.run_at + interval '1 microsecond'),
       attempt = CASE WHEN job.dead_at IS NULL THEN job.attempt ELSE 0 END,
       problem = CASE WHEN job.dead_at IS NULL THEN job.problem END,
       dead_at = NULL
 WHERE job.dead_at IS NOT NULL OR job.locked_until IS NOT NULL;
