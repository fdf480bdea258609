-- Those that a person may decide about, those that must be decided first.
SELECT withdrawal.id, withdrawal.status, user_id, handle, amount AS amount_usd, address, hold_until, withdrawal.created_at
  FROM withdrawal JOIN app_user ON app_user.id = user_id
 WHERE withdrawal.status IN ('HELD', 'REVIEW')
 ORDER BY withdrawal.status = 'REVIEW' DESC, withdrawal.created_at, withdrawal.id LIMIT 100
