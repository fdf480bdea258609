SELECT series.id, series.name, series.description, series.version, series.created_at,
       (SELECT count(*) FROM pack WHERE pack.series_id = series.id) AS packs
FROM pack_series AS series ORDER BY series.name LIMIT 500
