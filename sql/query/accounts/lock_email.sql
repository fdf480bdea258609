-- Two requests about one address wait for each other.
SELECT pg_advisory_xact_lock(hashtextextended('email:' || $1, 0))
