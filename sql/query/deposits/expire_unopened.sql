-- Deposits whose process died before a session was noted: nobody was ever told where to pay.
UPDATE deposit SET status = 'EXPIRED'
 WHERE method = 'STRIPE' AND status = 'PENDING' AND external_id IS NULL AND created_at < gem_now() - interval '2 hours'
