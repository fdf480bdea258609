-- $1 id, e-mail or handle of a user, for the console.
SELECT app_user.id, handle, app_user.status FROM app_user WHERE id = user_named($1)
