-- One balanced entry. $1 id, $2 cause type, $3 cause id, $4 description; $5 purposes, $6 owners, $7 amounts: one line each, in the
-- order in which their accounts are locked (users before the shared platform accounts); $8 where to start looking for a stripe.
WITH entry AS (
    INSERT INTO ledger_entry (id, cause_type, cause_id, description) VALUES ($1::uuid, $2, $3::uuid, $4) RETURNING id
)
INSERT INTO ledger_posting (entry_id, account_id, amount)
SELECT entry.id, ledger_account_for(line.purpose, line.owner_id, $8::integer), line.amount
FROM entry, unnest($5::text[], $6::uuid[], $7::numeric[]) AS line (purpose, owner_id, amount)
