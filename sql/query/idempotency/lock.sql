-- $1 user, $2 path, $3 key: false while another request under the same key is running.
SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2 || ' ' || $3, 1))
