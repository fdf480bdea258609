-- $1 ids, $2 collection names, $3 rarities: makes the pools that are missing.
INSERT INTO pool (id, collection_id, rarity)
SELECT made.id, collection.id, made.rarity
FROM unnest($1::uuid[], $2::text[], $3::rarity[]) AS made (id, collection_name, rarity)
JOIN collection ON collection.name = made.collection_name
ON CONFLICT (collection_id, rarity) DO NOTHING
