-- $1 id, e-mail or handle of a user, for commands.
SELECT id FROM app_user WHERE id::text = $1 OR email = lower($1) OR handle = $1
