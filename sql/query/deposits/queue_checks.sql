-- Card deposits that wait, and those of the last day that came to nothing (E19), are looked at.
INSERT INTO job (id, kind, subject_id)
SELECT gen_random_uuid(), 'check_card_deposit', id FROM deposit
 WHERE method = 'STRIPE' AND external_id IS NOT NULL
   AND (status = 'PENDING' AND created_at < gem_now() - interval '2 minutes'
        OR status IN ('FAILED', 'EXPIRED') AND created_at > gem_now() - interval '1 day')
 ORDER BY id LIMIT 1000
    ON CONFLICT (kind, subject_id) DO UPDATE SET run_at = gem_now(), attempt = 0, problem = NULL, dead_at = NULL
 WHERE job.dead_at IS NOT NULL
