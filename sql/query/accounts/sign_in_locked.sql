-- $1 subjects: how many seconds until the last of their locks ends; no row when none is locked.
SELECT ceil(extract(epoch FROM max(locked_until) - gem_now()))::bigint AS seconds
FROM sign_in_lock WHERE subject = ANY ($1::text[]) AND locked_until > gem_now()
HAVING max(locked_until) IS NOT NULL
