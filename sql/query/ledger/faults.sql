SELECT fault, subject, detail FROM ledger_faults() LIMIT 100
