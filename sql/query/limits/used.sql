-- $1 purpose, $2 user or NULL for the whole platform: of today.
SELECT used FROM daily_use
WHERE purpose = $1 AND owner_id IS NOT DISTINCT FROM $2::uuid AND day = date_trunc('day', gem_now(), 'UTC')
