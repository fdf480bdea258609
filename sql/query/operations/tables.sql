-- The largest tables, by estimates: nothing is counted.
SELECT relname AS name, greatest(reltuples, 0)::bigint AS rows, pg_total_relation_size(pg_class.oid) AS bytes, pg_size_pretty(pg_total_relation_size(pg_class.oid)) AS size
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY pg_total_relation_size(pg_class.oid) DESC LIMIT 12
