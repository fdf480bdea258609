-- $1 purpose, $2 user or NULL for the whole platform, $3 amount, $4 limit. No row when it would be passed.
INSERT INTO daily_use (purpose, owner_id, day, used)
SELECT $1, $2::uuid, date_trunc('day', gem_now(), 'UTC'), $3::numeric WHERE $3::numeric <= $4::numeric
    ON CONFLICT ON CONSTRAINT daily_use_identity DO UPDATE
   SET used = daily_use.used + excluded.used WHERE daily_use.used + excluded.used <= $4::numeric
RETURNING used
