-- Those whose delay is over, and those of people who are no longer frozen. One that has its job already is left to it.
INSERT INTO job (id, kind, subject_id)
SELECT gen_random_uuid(), 'release_withdrawal', withdrawal.id
  FROM withdrawal JOIN app_user ON app_user.id = user_id
 WHERE withdrawal.status = 'HELD' AND coalesce(hold_until <= gem_now(), true) AND app_user.status = 'ACTIVE'
 ORDER BY withdrawal.id LIMIT 1000
    ON CONFLICT (kind, subject_id) DO NOTHING
