-- $1 opening, $2 user: a payment token is good for this opening of this user alone.
SELECT app_user.status = 'FROZEN' AS frozen
FROM opening JOIN app_user ON app_user.id = opening.user_id
WHERE opening.id = $1::uuid AND opening.user_id = $2::uuid AND app_user.status <> 'CLOSED'
