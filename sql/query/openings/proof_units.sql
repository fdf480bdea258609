SELECT unit, attempt, row, handed_row, pool_size, start_position, position, nft_id
FROM opening_unit WHERE opening_id = $1::uuid ORDER BY unit
