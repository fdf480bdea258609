-- Openings that were paid but not drawn: their process died in between (E1).
SELECT id FROM opening WHERE status = 'PAID' AND paid_at < gem_now() - interval '5 seconds' ORDER BY paid_at LIMIT 100
