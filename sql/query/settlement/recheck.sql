-- E19: what failed, was not found or still waits, of the last day, is looked at again.
INSERT INTO job (id, kind, subject_id)
SELECT gen_random_uuid(), 'verify_payment', id FROM chain_transaction
 WHERE status IN ('SEEN', 'FAILED', 'NOT_FOUND') AND seen_at > gem_now() - interval '1 day' ORDER BY id
    ON CONFLICT (kind, subject_id) DO UPDATE SET attempt = 0, problem = NULL, dead_at = NULL, run_at = gem_now()
 WHERE job.dead_at IS NOT NULL
