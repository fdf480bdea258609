-- The job due longest, leased: before locked_until nobody else takes it, and locked_until is its holder's proof from now on.
-- The attempt is counted here, so a job that kills its worker runs out of attempts too.
WITH due AS (
    SELECT id
      FROM job
     WHERE dead_at IS NULL AND run_at <= gem_now() AND (locked_until IS NULL OR locked_until <= gem_now())
       AND kind = ANY ($1::text[])
     ORDER BY run_at
     LIMIT 1
       FOR UPDATE SKIP LOCKED
)
UPDATE job
   SET attempt = attempt + 1,
       locked_until = gem_now() + interval '1 second'
           * (SELECT lease.seconds FROM unnest($1::text[], $2::integer[]) AS lease (kind, seconds) WHERE lease.kind = job.kind)
  FROM due
 WHERE job.id = due.id
RETURNING job.id, job.kind, job.subject_id, job.attempt, job.run_at, job.locked_until;
