SELECT pack_supply_grow($1::uuid, $2::bigint)
