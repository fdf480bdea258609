INSERT INTO card_dispute (id, deposit_id, external_id, amount, from_credit, reason)
VALUES ($1::uuid, $2::uuid, $3, $4::numeric, $5::numeric, coalesce($6, ''))
