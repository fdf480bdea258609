-- $1 session, $2 user: is the session alive?
SELECT app_user.status = 'FROZEN' AS frozen
FROM user_session JOIN app_user ON app_user.id = user_session.user_id
WHERE user_session.id = $1::uuid AND user_session.user_id = $2::uuid
  AND revoked_at IS NULL AND expires_at > gem_now() AND app_user.status <> 'CLOSED'
