-- The members of what was there before and after, side by side.
SELECT key AS member, old.value AS before, new.value AS after, old.value IS DISTINCT FROM new.value AS differs
FROM (SELECT before, after FROM audit_log WHERE id = $1::bigint) AS entry
CROSS JOIN LATERAL (
    SELECT DISTINCT key FROM (SELECT jsonb_object_keys(CASE jsonb_typeof(before) WHEN 'object' THEN before ELSE '{}' END) AS key
        UNION ALL SELECT jsonb_object_keys(CASE jsonb_typeof(after) WHEN 'object' THEN after ELSE '{}' END)) AS keys) AS member
CROSS JOIN LATERAL (SELECT before ->> key AS value) AS old
CROSS JOIN LATERAL (SELECT after ->> key AS value) AS new
ORDER BY differs DESC, key
