SELECT species, shape, carat, color, clarity, rarity, certificate_number AS seed, name AS title FROM nft WHERE id = $1::uuid
