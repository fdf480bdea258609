-- One run now, whatever the time; lock_schedule.sql goes before.
UPDATE schedule
   SET next_run_at = gem_now() + period, last_run_at = gem_now()
 WHERE name = $1::text
RETURNING name;
