SELECT balance FROM ledger_account WHERE owner_id = $1::uuid AND purpose = 'user_credit' AND currency = 'USD'
