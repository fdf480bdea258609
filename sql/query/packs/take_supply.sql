SELECT pack_supply_take($1::uuid, $2::bigint, $3::integer)
