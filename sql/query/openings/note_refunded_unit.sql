INSERT INTO opening_unit (opening_id, unit, attempt, row) VALUES ($1::uuid, $2::smallint, $3::bigint, $4::integer)
