SELECT id, vault_item_id, fmv AS fmv_at_request, trim_scale(rate / 10000.0)::text AS buyback_rate, price AS buyback_price, instant, payout,
       address, status, reason, tx_hash, created_at, completed_at
FROM buyback WHERE id = $1::uuid AND user_id = $2::uuid
