-- $2 what came, $3 the session or the signature, $4 Stripe's payment or NULL. No row when it was confirmed before (E20).
UPDATE deposit
   SET status = 'CONFIRMED', credited = $2::numeric, external_id = $3, payment_intent = $4, confirmed_at = gem_now(), checked_at = gem_now(),
       problem = NULL
 WHERE id = $1::uuid AND status IN ('PENDING', 'FAILED', 'EXPIRED') RETURNING id
