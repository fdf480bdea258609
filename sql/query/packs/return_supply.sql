-- Units that could not be handed out go back on sale.
UPDATE pack_supply SET remaining = remaining + $2::bigint WHERE pack_id = $1::uuid AND stripe = $3::integer % 16
