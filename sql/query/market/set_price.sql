UPDATE listing SET asking_price = $2::numeric, fmv = $3::numeric WHERE id = $1::uuid
