SELECT current_setting('server_version') AS database_version, pg_database_size(current_database()) AS database_bytes, pg_size_pretty(pg_database_size(current_database())) AS database_size,
       (SELECT count(name) FROM schema_migration) AS migrations, (SELECT max(name) FROM schema_migration) AS last_migration,
       gem_now() AS platform_time, pg_postmaster_start_time() AS database_started_at,
       (SELECT read_until FROM stripe_reading) AS stripe_read_until
