-- Offers whose time is over: nobody answered them (E25), or nobody paid (E27). One that is being paid on chain waits for that to end.
SELECT id FROM offer WHERE status = 'PENDING' AND expires_at <= gem_now()
UNION ALL
SELECT id FROM offer WHERE status = 'ACCEPTED' AND pay_by <= gem_now()
   AND NOT EXISTS (SELECT FROM market_purchase AS paying WHERE paying.listing_id = offer.listing_id AND paying.status = 'PENDING_PAYMENT')
LIMIT 500
