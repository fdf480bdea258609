-- New events get their jobs; those of providers that nothing here handles yet wait.
WITH taken AS (
    UPDATE webhook_event SET status = 'QUEUED'
     WHERE id IN (SELECT id FROM webhook_event WHERE status = 'RECEIVED' AND provider IN ('stripe', 'solana')
                   ORDER BY received_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
    RETURNING id, provider
)
INSERT INTO job (id, kind, subject_id)
SELECT gen_random_uuid(), 'handle_' || provider || '_event', id FROM taken ORDER BY id
    ON CONFLICT (kind, subject_id) DO NOTHING
