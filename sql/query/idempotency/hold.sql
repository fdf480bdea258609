-- As lock.sql, for a request that is no transaction: held until release.sql, or until its connection ends.
SELECT pg_try_advisory_lock(hashtextextended($1 || ' ' || $2 || ' ' || $3, 1))
