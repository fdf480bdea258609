-- Where the last sweep of an address ended, and since when its transactions concern us: since this platform was set up.
WITH known AS (
    INSERT INTO treasury_sweep (address, started_at) SELECT $1, min(applied_at) FROM schema_migration
        ON CONFLICT (address) DO UPDATE SET started_at = treasury_sweep.started_at
    RETURNING last_signature, started_at
)
SELECT last_signature, started_at FROM known
