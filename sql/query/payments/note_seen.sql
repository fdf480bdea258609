-- $1 source, $2 signatures, $3 their block times or NULL. Those that are new, those nobody had found before, and those of which only now
-- the time is told, get a job.
WITH noted AS (
    INSERT INTO chain_transaction (id, signature, source, block_time)
    SELECT gen_random_uuid(), signature, $1::chain_transaction_source, block_time
    FROM unnest($2::text[], $3::timestamptz[]) AS told (signature, block_time) ORDER BY signature
        ON CONFLICT (signature) DO UPDATE
       SET status = 'SEEN', block_time = coalesce(excluded.block_time, chain_transaction.block_time),
           seen_at = CASE chain_transaction.status WHEN 'NOT_FOUND' THEN gem_now() ELSE chain_transaction.seen_at END
     WHERE chain_transaction.status = 'NOT_FOUND'
        OR (chain_transaction.status = 'SEEN' AND chain_transaction.block_time IS NULL AND excluded.block_time IS NOT NULL)
    RETURNING id
)
INSERT INTO job (id, kind, subject_id)
SELECT gen_random_uuid(), 'verify_payment', id FROM noted ORDER BY id
    ON CONFLICT (kind, subject_id) DO UPDATE SET run_at = gem_now(), attempt = 0, problem = NULL, dead_at = NULL
     WHERE job.locked_until IS NULL
