UPDATE card_refund SET status = $2::refund_status, external_id = coalesce($3, external_id), problem = $4 WHERE id = $1::uuid
