-- How many gems there are to sort, 2000 at most. $1 state, $2 what is looked for, $3 the same as a pattern; as in search.
SELECT count(*) FROM (
    (SELECT id FROM nft WHERE name ILIKE $3 LIMIT 2000)
    UNION ALL (SELECT id FROM nft WHERE certificate_number ILIKE $3 LIMIT 2000)
    UNION ALL (SELECT id FROM nft WHERE to_tsvector('simple', name || ' ' || species || ' ' || shape || ' ' || laboratory || ' '
        || coalesce(cut, '') || ' ' || coalesce(color, '') || ' ' || coalesce(clarity, '')) @@ plainto_tsquery('simple', $2) LIMIT 2000)
    UNION ALL (SELECT nft_id FROM vault_item WHERE $2 IS NULL AND status IN ('LISTED', 'BUYBACK', 'PROCESSING', 'DELIVERED') AND status::text = $1 LIMIT 2000)
    UNION ALL (SELECT nft_id FROM vault_item WHERE $2 IS NULL AND closed_at IS NULL AND status = 'VAULTED' AND $1 = 'OWNED' LIMIT 2000)
    UNION ALL (SELECT nft_id FROM pool_free WHERE $2 IS NULL AND $1 = 'IN_POOL' LIMIT 2000)
    UNION ALL (SELECT id FROM nft WHERE $2 IS NULL AND NOT on_shelf AND $1 = 'OFF_SHELF' LIMIT 2000)
    LIMIT 2000) AS found
