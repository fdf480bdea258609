SELECT buyback.id, buyback.user_id, handle, app_user.status AS user_status, buyback.vault_item_id, buyback.nft_id, nft.name,
       nft.certificate_number AS certificate, buyback.instant, buyback.status, buyback.fmv AS fmv_at_request_usd, nft.fmv AS fmv_now_usd,
       buyback.price AS price_usd, buyback.payout, buyback.address, buyback.reason, buyback.tx_hash, buyback.created_at, buyback.decided_at,
       buyback.completed_at, buyback.version
FROM buyback JOIN app_user ON app_user.id = buyback.user_id JOIN nft ON nft.id = buyback.nft_id
WHERE buyback.id = $1::uuid
