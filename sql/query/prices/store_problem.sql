-- $1 source, $2 why it gave nothing; $3 the assets it is asked for.
INSERT INTO price (asset, source, problem) SELECT asset, $1, $2 FROM unnest($3::text[]) AS asset
    ON CONFLICT (asset, source) DO UPDATE SET problem = excluded.problem
