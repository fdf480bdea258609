UPDATE vault_item SET status = 'VAULTED' WHERE id = $1::uuid AND status = 'LISTED'
