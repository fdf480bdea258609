-- Everything that happened to the gem of a vault item ($1), oldest first; of one moment, leaving comes before arriving.
SELECT happened.at, happened.event, app_user.handle AS owner, happened.price_usd
FROM vault_item AS item
JOIN nft ON nft.id = item.nft_id
CROSS JOIN LATERAL (
    SELECT nft.imported_at AS at, 'IMPORTED' AS event, NULL::uuid AS owner_id, NULL::numeric AS price_usd, 0 AS turn
    UNION ALL
    SELECT held.acquired_at, CASE held.source WHEN 'PACK' THEN 'DRAWN' WHEN 'MARKET' THEN 'BOUGHT' ELSE 'GRANTED' END, held.user_id, trade.price, 2
    FROM vault_item AS held LEFT JOIN trade ON trade.buyer_item_id = held.id WHERE held.nft_id = nft.id
    UNION ALL
    SELECT listing.listed_at, 'LISTED', listing.seller_id, listing.asking_price, 3 FROM listing WHERE listing.nft_id = nft.id
    UNION ALL
    SELECT listing.closed_at, 'DELISTED', listing.seller_id, NULL, 4 FROM listing WHERE listing.nft_id = nft.id AND listing.status = 'DELISTED'
    UNION ALL
    SELECT held.closed_at, CASE WHEN buyback.id IS NULL THEN held.status::text ELSE 'BOUGHT_BACK' END, held.user_id,
           coalesce(trade.price, buyback.price), 1
    FROM vault_item AS held
    LEFT JOIN trade ON trade.seller_item_id = held.id
    LEFT JOIN buyback ON buyback.user_id = held.user_id AND buyback.vault_item_id = held.id AND buyback.status IN ('APPROVED', 'COMPLETED', 'FAILED')
    WHERE held.nft_id = nft.id AND held.closed_at IS NOT NULL
) AS happened
LEFT JOIN app_user ON app_user.id = happened.owner_id
WHERE item.id = $1::uuid
ORDER BY happened.at, happened.turn LIMIT 500
