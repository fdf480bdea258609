UPDATE nft SET on_shelf = $2::boolean WHERE id = $1::uuid
