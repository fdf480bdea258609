-- The payment is no longer anybody's business but its payout's. No row when it does not wait.
UPDATE chain_payment SET outcome = 'RESOLVED', resolution = 'sent back', resolved_at = gem_now()
 WHERE id = $1::uuid AND outcome = 'UNMATCHED'
RETURNING asset, amount, usd, payer
