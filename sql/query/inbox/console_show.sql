-- What would be too much for a page is cut off.
SELECT event.id, provider, event_id, status, outcome, length(body) AS body_length, received_at AS created_at, processed_at,
       left(body, 200000) AS body, left(json_indented(body), 200000) AS indented,
       job.id AS job_id, job.problem AS job_problem, job.dead_at IS NOT NULL AS job_dead
FROM webhook_event AS event LEFT JOIN job ON kind = 'handle_' || provider || '_event' AND subject_id = event.id
WHERE event.id = $1::uuid
