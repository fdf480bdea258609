-- What is used of the limits of today (UTC), by everybody together and by whom the most.
SELECT purpose, sum(used) FILTER (WHERE owner_id IS NULL) AS platform_usd, count(owner_id) AS users, max(used) FILTER (WHERE owner_id IS NOT NULL) AS most_usd,
       (array_agg(handle ORDER BY used DESC) FILTER (WHERE owner_id IS NOT NULL))[1] AS most_by
FROM daily_use LEFT JOIN app_user ON app_user.id = owner_id
WHERE day = date_trunc('day', gem_now(), 'UTC')
GROUP BY purpose ORDER BY purpose
