-- $1 user, $2 id of the last posting seen or NULL, $3 rows.
SELECT posting.id, entry.id AS entry_id, entry.cause_type, entry.cause_id, entry.description, posting.amount AS amount_usd,
       posting.balance_after AS balance_after_usd, entry.created_at
FROM ledger_posting AS posting
JOIN ledger_entry AS entry ON entry.id = posting.entry_id
WHERE posting.account_id = (SELECT id FROM ledger_account
                            WHERE owner_id = $1::uuid AND purpose = 'user_credit' AND currency = 'USD')
  AND ($2::bigint IS NULL OR posting.id < $2::bigint)
ORDER BY posting.id DESC LIMIT $3::bigint
