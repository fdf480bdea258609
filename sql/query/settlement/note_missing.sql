-- Not on chain. $2 seconds after which nobody looks for it often any more; what became of it, and how many seconds until the next look.
WITH looked AS (
    UPDATE chain_transaction
       SET checked_at = gem_now(),
           status = CASE WHEN seen_at < gem_now() - $2::integer * interval '1 second' THEN 'NOT_FOUND' ELSE status END
     WHERE id = $1::uuid AND status IN ('SEEN', 'NOT_FOUND')
    RETURNING status, CASE WHEN seen_at > gem_now() - interval '20 seconds' THEN 1 WHEN seen_at > gem_now() - interval '1 minute' THEN 3
               ELSE 10 END AS pause
)
SELECT status, pause FROM looked
