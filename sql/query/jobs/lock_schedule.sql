-- Waits until nobody runs the schedule; see claim_due_schedule.sql.
SELECT pg_advisory_lock(hashtextextended('schedule ' || $1::text, 0));
