-- $1 version, $2 pools, $3 drop rates in hundredths, $4 least and $5 greatest FMV, in published order.
INSERT INTO pack_version_row (version_id, row, pool_id, drop_rate, fmv_min, fmv_max)
SELECT $1::uuid, line.ordinality - 1, line.pool_id, line.drop_rate, line.fmv_min, line.fmv_max
FROM unnest($2::uuid[], $3::integer[], $4::numeric[], $5::numeric[]) WITH ORDINALITY
     AS line (pool_id, drop_rate, fmv_min, fmv_max, ordinality)
