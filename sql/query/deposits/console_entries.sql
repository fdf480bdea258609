-- The ledger lines of a deposit, its refunds and its disputes.
SELECT posting.id, entry.id AS entry_id, entry.cause_type, entry.cause_id, entry.description, account.purpose, account.owner_id, handle,
       posting.amount AS amount_usd, posting.balance_after AS balance_after_usd, entry.created_at
FROM ledger_entry AS entry JOIN ledger_posting AS posting ON posting.entry_id = entry.id
     JOIN ledger_account AS account ON account.id = posting.account_id LEFT JOIN app_user ON app_user.id = account.owner_id
WHERE entry.cause_id IN (SELECT $1::uuid UNION ALL SELECT id FROM card_refund WHERE deposit_id = $1::uuid
                         UNION ALL SELECT id FROM card_dispute WHERE deposit_id = $1::uuid)
ORDER BY posting.id
