-- Only what is VAULTED can start anything (E32).
UPDATE vault_item SET status = 'LISTED' WHERE id = $1::uuid AND user_id = $2::uuid AND status = 'VAULTED' RETURNING id
