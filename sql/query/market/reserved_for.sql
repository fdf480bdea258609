-- Seconds until a reserved listing may be on sale again.
SELECT greatest(1, ceil(extract(epoch FROM ends.at - gem_now())))::bigint AS seconds
FROM (SELECT offer.pay_by AS at FROM offer WHERE offer.listing_id = $1::uuid AND offer.status = 'ACCEPTED'
      UNION ALL
      SELECT quote.expires_at FROM market_purchase AS purchase JOIN payment_quote AS quote ON quote.id = purchase.id
      WHERE purchase.listing_id = $1::uuid AND purchase.status = 'PENDING_PAYMENT') AS ends
ORDER BY ends.at DESC LIMIT 1
