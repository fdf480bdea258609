SELECT id, signature, source, status, slot, block_time, payer, problem, checked_at, seen_at AS created_at FROM chain_transaction WHERE id = $1::uuid
