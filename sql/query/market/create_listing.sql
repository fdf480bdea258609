-- The gem as it is now is what is offered (E31); a picture that is drawn from its properties is drawn from those it has now. $1 listing, $2 vault item, $3 price, $4 what the gem is worth.
INSERT INTO listing (id, vault_item_id, nft_id, seller_id, asking_price, fmv, name, collection_id, collection, rarity, certificate, carat, image_url,
                     attributes)
SELECT $1::uuid, item.id, item.nft_id, item.user_id, $3::numeric, $4::numeric, shown.name, nft.collection_id, shown.collection, shown.rarity,
       shown.certificate, attributes_carat::numeric,
       CASE shown.image_url WHEN '/api/nfts/' || nft.id || '/image' THEN '/api/market/listings/' || $1::uuid || '/image' ELSE shown.image_url END,
       jsonb_build_object('laboratory', attributes_laboratory, 'species', attributes_species, 'shape', attributes_shape,
                          'carat', attributes_carat, 'cut', attributes_cut, 'color', attributes_color,
                          'clarity', attributes_clarity, 'length_mm', attributes_length_mm, 'width_mm', attributes_width_mm,
                          'depth_mm', attributes_depth_mm, 'depth_percent', attributes_depth_percent, 'table_percent', attributes_table_percent)
FROM vault_item AS item JOIN nft ON nft.id = item.nft_id JOIN vault_item_shown AS shown ON shown.id = item.id
WHERE item.id = $2::uuid
