-- Everything that happened to a gem, oldest first.
SELECT happened.at, happened.event, happened.owner_id, happened.owner
FROM nft CROSS JOIN LATERAL (
    SELECT nft.imported_at AS at, 'IMPORTED' AS event, NULL::uuid AS owner_id, NULL::text AS owner
    UNION ALL
    SELECT held.acquired_at, CASE held.source WHEN 'PACK' THEN 'DRAWN' WHEN 'MARKET' THEN 'BOUGHT' ELSE 'GRANTED' END, app_user.id, app_user.handle
    FROM vault_item AS held JOIN app_user ON app_user.id = held.user_id WHERE held.nft_id = nft.id
    UNION ALL
    SELECT held.closed_at, held.status::text, app_user.id, app_user.handle
    FROM vault_item AS held JOIN app_user ON app_user.id = held.user_id WHERE held.nft_id = nft.id AND held.closed_at IS NOT NULL
) AS happened
WHERE nft.id = $1::uuid
ORDER BY happened.at LIMIT 200
