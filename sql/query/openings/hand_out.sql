-- Draws one unit's gem: the first free one at or after the start position, around the end of the pool, that nobody else is taking.
-- When all that are left are being taken, it waits for them: whoever gives up leaves the pool not empty.
-- $1 opening, $2 unit, $3 attempt, $4 drawn row, $5 handed row, $6 pool, $7 pool size, $8 start position, $9 vault item, $10 user.
-- No row comes back when the pool is empty.
WITH chosen AS (
    SELECT pool_id, position FROM (
        SELECT pool_id, position FROM pool_free WHERE pool_id = $6::uuid AND position >= $8::bigint
        ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED) AS ahead
    UNION ALL
    SELECT pool_id, position FROM (
        SELECT pool_id, position FROM pool_free WHERE pool_id = $6::uuid AND position < $8::bigint
        ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED) AS behind
    UNION ALL
    SELECT pool_id, position FROM (
        SELECT pool_id, position FROM pool_free WHERE pool_id = $6::uuid
        ORDER BY position < $8::bigint, position LIMIT 1 FOR UPDATE) AS given_up
    LIMIT 1
), taken AS (
    DELETE FROM pool_free USING chosen
    WHERE pool_free.pool_id = chosen.pool_id AND pool_free.position = chosen.position
    RETURNING pool_free.nft_id, pool_free.position
), held AS (
    INSERT INTO vault_item (id, user_id, nft_id, source) SELECT $9::uuid, $10::uuid, nft_id, 'PACK' FROM taken
), noted AS (
    INSERT INTO opening_unit (opening_id, unit, attempt, row, handed_row, pool_size, start_position, position, nft_id, vault_item_id)
    SELECT $1::uuid, $2::smallint, $3::bigint, $4::integer, $5::integer, $7::bigint, $8::bigint, position, nft_id, $9::uuid
    FROM taken
)
SELECT $9::uuid AS vault_item_id, nft.id AS nft_id, nft.name, nft.rarity, nft.fmv,
       coalesce(nft.image_url, '/api/nfts/' || nft.id || '/image') AS image_url
FROM taken JOIN nft ON nft.id = taken.nft_id
