-- The ledger lines of a payment, and of the transaction it came with.
SELECT posting.id, entry.id AS entry_id, entry.cause_type, entry.cause_id, entry.description, account.purpose, account.owner_id, handle,
       posting.amount AS amount_usd, posting.balance_after AS balance_after_usd, entry.created_at
FROM ledger_entry AS entry JOIN ledger_posting AS posting ON posting.entry_id = entry.id
     JOIN ledger_account AS account ON account.id = posting.account_id LEFT JOIN app_user ON app_user.id = account.owner_id
WHERE entry.cause_id IN (SELECT $1::uuid UNION ALL SELECT transaction_id FROM chain_payment WHERE id = $1::uuid)
ORDER BY posting.id
