-- 20,000 gems on sale for 20 USD each, by :sellers of the collectors (0: none, as the data was loaded); whatever was traded before is
-- forgotten. A listing's id is made from the number of its gem, so that pgbench can make one, too. Run after reset.sql.
BEGIN;
SET LOCAL session_replication_role = replica;
TRUNCATE trade, listing, offer, market_purchase;
DELETE FROM vault_item WHERE source = 'MARKET';
UPDATE vault_item SET status = 'VAULTED', closed_at = NULL,
       user_id = ('00000000-0000-4000-8000-' || 100000000000 + pool_position % 2500)::uuid
FROM nft WHERE nft.id = nft_id AND source = 'GRANT' AND pool_position < 20000;

UPDATE vault_item SET status = 'LISTED', user_id = ('00000000-0000-4000-8000-' || 100000000000 + pool_position % greatest(1, :sellers))::uuid
FROM nft WHERE nft.id = nft_id AND source = 'GRANT' AND pool_position < 20000 AND :sellers > 0;
INSERT INTO listing (id, vault_item_id, nft_id, seller_id, asking_price, fmv, name, collection_id, collection, rarity, certificate, carat, image_url, attributes)
SELECT ('00000000-0000-4000-e000-' || 100000000000 + pool_position)::uuid, item.id, item.nft_id, item.user_id, 20, shown.fmv, shown.name, nft.collection_id,
       shown.collection, shown.rarity, shown.certificate, attributes_carat::numeric, shown.image_url,
       jsonb_build_object('laboratory', attributes_laboratory, 'species', attributes_species, 'shape', attributes_shape, 'carat', attributes_carat,
                          'cut', attributes_cut, 'color', attributes_color, 'clarity', attributes_clarity)
FROM vault_item AS item JOIN nft ON nft.id = item.nft_id JOIN vault_item_shown AS shown ON shown.id = item.id
WHERE item.status = 'LISTED';
DROP SEQUENCE IF EXISTS bench_listing;
CREATE SEQUENCE bench_listing START 100000000000;
GRANT USAGE ON SEQUENCE bench_listing TO gem_api;
COMMIT;
