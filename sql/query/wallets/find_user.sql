-- Addresses of the two chains never look alike.
SELECT id FROM app_user WHERE (solana_address = $1 OR evm_address = $1) AND status <> 'CLOSED' FOR NO KEY UPDATE
