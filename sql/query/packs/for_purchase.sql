-- The pack as it is sold now: its price and odds come from here alone (E3).
SELECT pack.id AS pack_id, pack.name AS pack_name, pack.status = 'ACTIVE' AS on_sale, pack.price AS unit_price, pack.xp_reward,
       version.id AS version_id, version.version, version.version_hash,
       (SELECT sum(remaining) FROM pack_supply WHERE pack_id = pack.id) AS remaining,
       gem_now() AS now
FROM pack JOIN pack_version AS version ON version.id = pack.version_id
WHERE pack.id = $1::uuid AND pack.status <> 'DRAFT'
