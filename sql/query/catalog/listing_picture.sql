-- The gem as it was offered (E31).
SELECT attributes ->> 'species' AS species, attributes ->> 'shape' AS shape, attributes ->> 'carat' AS carat, attributes ->> 'color' AS color,
       attributes ->> 'clarity' AS clarity, rarity, certificate AS seed, name AS title
FROM listing WHERE id = $1::uuid
