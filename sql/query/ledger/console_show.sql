SELECT id, cause_type, cause_id, description, created_at FROM ledger_entry WHERE id = $1::uuid
