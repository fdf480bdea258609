SELECT pool_return($1::uuid)
