-- Two who come with one wallet wait for each other: of a new one, the second finds the account that the first has made.
SELECT pg_advisory_xact_lock(hashtextextended('wallet:' || $1, 0))
