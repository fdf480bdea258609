-- Follows lock_user.sql. A review that a person has made is needed no more.
SELECT withdrawal.id, user_id, app_user.status AS user_status, withdrawal.status, address, amount,
       needs_review AND reviewed_at IS NULL AS needs_review, coalesce(hold_until <= gem_now(), true) AS hold_is_over
  FROM withdrawal JOIN app_user ON app_user.id = user_id
 WHERE withdrawal.id = $1::uuid
   FOR NO KEY UPDATE OF withdrawal
