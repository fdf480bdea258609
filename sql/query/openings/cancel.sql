-- $1 ids. Packs whose supply came back.
WITH cancelled AS (
    UPDATE opening SET status = 'CANCELLED'
     WHERE id = ANY ($1::uuid[]) AND status IN ('PENDING_PAYMENT', 'PENDING_CONFIRMATION')
    RETURNING pack_id, quantity
), units AS (
    SELECT pack_id, sum(quantity) AS quantity FROM cancelled GROUP BY pack_id
)
UPDATE pack_supply SET remaining = remaining + units.quantity
  FROM units
 WHERE pack_supply.pack_id = units.pack_id AND stripe = (SELECT floor(random() * 16)::smallint)
RETURNING pack_supply.pack_id
