-- Follows lock_asker.sql. $1 user, $2 who asks, $3 amount, $4 reason: what that one has done alone within a day, and whether just this was
-- asked for a moment ago.
SELECT app_user.status AS user_status,
       (SELECT coalesce(sum(abs(amount)), 0) FROM adjustment_request WHERE alone AND asked_by = $2::uuid AND created_at > gem_now() - interval '1 day')
           AS alone_usd,
       EXISTS (SELECT FROM adjustment_request WHERE user_id = $1::uuid AND asked_by = $2::uuid AND amount = $3::numeric AND reason = $4
                  AND created_at > gem_now() - interval '1 minute') AS asked_before
FROM app_user WHERE id = $1::uuid FOR NO KEY UPDATE
