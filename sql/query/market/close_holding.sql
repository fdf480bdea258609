UPDATE vault_item SET status = 'SOLD', closed_at = gem_now() WHERE id = $1::uuid
