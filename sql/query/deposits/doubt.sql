-- $2 what differs from what was asked for, $3 Stripe's payment. A person decides, once; what is credited stays so.
UPDATE deposit SET status = 'REVIEW', problem = $2, payment_intent = coalesce(payment_intent, $3), checked_at = gem_now()
 WHERE id = $1::uuid AND status IN ('PENDING', 'FAILED', 'EXPIRED') AND reviewed_at IS NULL
