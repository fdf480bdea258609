-- $1 ids of what was not paid. Their listings are on sale again; one of an accepted offer stays reserved until that ends.
WITH cancelled AS (
    UPDATE market_purchase SET status = 'CANCELLED', closed_at = gem_now()
     WHERE id = ANY ($1::uuid[]) AND status = 'PENDING_PAYMENT'
    RETURNING listing_id, offer_id
)
UPDATE listing SET status = 'ACTIVE', reserved_for = NULL
  FROM cancelled
 WHERE listing.id = cancelled.listing_id AND cancelled.offer_id IS NULL
RETURNING listing.id
