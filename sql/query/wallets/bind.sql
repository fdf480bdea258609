-- Who leaves at the same moment leaves nothing behind.
UPDATE app_user SET
    solana_address = CASE WHEN $2 = 'solana' THEN $3 ELSE solana_address END,
    evm_address = CASE WHEN $2 = 'evm' THEN $3 ELSE evm_address END
WHERE id = $1::uuid AND status <> 'CLOSED'
