SELECT name, extract(epoch FROM period)::bigint AS period_seconds, next_run_at, last_run_at, problem, next_run_at < gem_now() - greatest(period, interval '1 minute') AS overdue
FROM schedule ORDER BY name
