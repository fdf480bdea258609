-- Who is connected to the database, by program.
SELECT application_name AS program, count(*) AS connections FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'gem%' GROUP BY application_name ORDER BY application_name
