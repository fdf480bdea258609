INSERT INTO card_refund (id, deposit_id, origin, amount, from_credit, external_id, reason)
VALUES ($1::uuid, $2::uuid, $3::refund_origin, $4::numeric, $5::numeric, $6, $7)
