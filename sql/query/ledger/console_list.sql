-- The console's list (console_list.h); $1 the kind of cause, $2 the account's purpose.
SELECT entry.id, entry.cause_type, entry.cause_id, entry.description, entry.created_at,
       (SELECT sum(amount) FROM ledger_posting WHERE entry_id = entry.id AND amount > 0) AS moved_usd,
       (SELECT string_agg(DISTINCT purpose, ' ' ORDER BY purpose) FROM ledger_posting JOIN ledger_account ON ledger_account.id = account_id
         WHERE entry_id = entry.id) AS accounts
FROM ledger_entry AS entry
WHERE ($1::text IS NULL OR entry.cause_type = $1)
  AND ($2::text IS NULL OR EXISTS (SELECT FROM ledger_posting JOIN ledger_account ON ledger_account.id = account_id
                                    WHERE entry_id = entry.id AND purpose = $2))
  AND ($3::text IS NULL OR entry.id IN (SELECT entry_id FROM ledger_purpose JOIN ledger_account ON purpose = ledger_purpose.name
                                         JOIN ledger_posting ON account_id = ledger_account.id WHERE owner_id = (SELECT user_named($3))))
  AND ($4::timestamptz IS NULL OR entry.created_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR entry.created_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (entry.created_at, entry.id) < ($6::timestamptz, $7::uuid))
ORDER BY entry.created_at DESC, entry.id DESC LIMIT $8::bigint
