-- One attempt is stored after the other, so that each sees what the one before it spends.
SELECT pg_advisory_xact_lock(hashtextextended('payout signing', 0))
