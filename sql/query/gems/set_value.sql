-- $1 gem, $2 what it is worth from now on, $3 who says so.
WITH moment AS (SELECT gem_now() AS at), noted AS (
    INSERT INTO nft_fmv (nft_id, observed_at, fmv, source) SELECT $1::uuid, at, $2::numeric, $3 FROM moment
)
UPDATE nft SET fmv = $2::numeric, fmv_source = $3, fmv_at = at FROM moment WHERE id = $1::uuid
