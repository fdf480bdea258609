SELECT solana_address FROM app_user WHERE id = $1::uuid FOR NO KEY UPDATE
