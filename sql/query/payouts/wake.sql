-- Each payout that the worker has to do something about has a job; one whose job was lost or has died gets a new one.
INSERT INTO job (id, kind, subject_id)
SELECT gen_random_uuid(), 'send_payout', id FROM payout WHERE status IN ('PENDING', 'SENDING') ORDER BY id
    ON CONFLICT (kind, subject_id) DO UPDATE SET attempt = 0, problem = NULL, dead_at = NULL, run_at = gem_now()
 WHERE job.dead_at IS NOT NULL
