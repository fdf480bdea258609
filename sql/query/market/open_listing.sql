-- The open listing of a gem of one's own, if there is one.
SELECT item.status, listing.id
FROM vault_item AS item LEFT JOIN listing ON listing.vault_item_id = item.id AND listing.status IN ('ACTIVE', 'RESERVED')
WHERE item.id = $1::uuid AND item.user_id = $2::uuid
