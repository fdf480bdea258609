-- The schedule due longest, claimed by moving it on. The session's lock keeps a run that outlasts its period, or one started by
-- hand, from meeting the next; it ends with its worker's connection, however the worker ends. Not free: this turn is skipped.
WITH due AS (
    SELECT name
      FROM schedule
     WHERE next_run_at <= gem_now() AND name = ANY ($1::text[])
     ORDER BY next_run_at
     LIMIT 1
       FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE schedule
       SET next_run_at = gem_now() + period, last_run_at = gem_now()
      FROM due
     WHERE schedule.name = due.name
    RETURNING schedule.name
)
SELECT name, pg_try_advisory_lock(hashtextextended('schedule ' || name, 0)) AS free FROM claimed;
