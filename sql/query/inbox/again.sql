-- Handled again, as if it had just come. No row when it has not been read yet, or nothing here handles it.
UPDATE webhook_event SET status = 'QUEUED'
 WHERE id = $1::uuid AND status <> 'RECEIVED' AND provider IN ('stripe', 'solana')
RETURNING 'handle_' || provider || '_event' AS kind
