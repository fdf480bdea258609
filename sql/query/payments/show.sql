-- By reference: whoever knows it was told where to pay.
SELECT id, recipient, reference, amount, mint, memo, expires_at, asset, purpose FROM payment_quote WHERE reference = $1
