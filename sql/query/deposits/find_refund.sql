-- $1 Stripe's id, $2 ours as Stripe's metadata has it, $3 deposit.
SELECT id, status, amount, from_credit FROM card_refund
WHERE deposit_id = $3::uuid AND (external_id = $1 OR id::text = $2) FOR NO KEY UPDATE
