-- Whatever became of it; what a frozen seller offers is not on sale.
SELECT * FROM listing_shown WHERE id = $1::uuid AND (seller_active OR status <> 'ACTIVE')
