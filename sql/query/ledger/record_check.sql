INSERT INTO ledger_check (faults) VALUES ($1::bigint)
