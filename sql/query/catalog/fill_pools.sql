-- The stones just imported ($1 ids): ready to be drawn, their first FMV noted.
WITH stone AS (
    SELECT id, pool_id, pool_position, fmv_at, fmv, fmv_source FROM nft WHERE id = ANY ($1::uuid[])
), valued AS (
    INSERT INTO nft_fmv (nft_id, observed_at, fmv, source) SELECT id, fmv_at, fmv, fmv_source FROM stone
)
INSERT INTO pool_free (pool_id, position, nft_id) SELECT pool_id, pool_position, id FROM stone
