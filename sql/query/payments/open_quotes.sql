-- $1 user: how many quotes wait for their payment, and how many of them reserve supply or a listing.
SELECT count(*), count(*) FILTER (WHERE purpose IN ('OPENING', 'TRADE')) FROM payment_quote WHERE user_id = $1::uuid AND status = 'OPEN'
