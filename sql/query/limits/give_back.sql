-- $1 purpose, $2 user or NULL for the whole platform, $3 amount, $4 when it was taken: the day gets it back from which it came.
UPDATE daily_use SET used = used - $3::numeric
 WHERE purpose = $1 AND owner_id IS NOT DISTINCT FROM $2::uuid AND day = date_trunc('day', $4::timestamptz, 'UTC')
