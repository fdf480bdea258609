-- Every purpose with what its accounts hold together. The ledger sums to zero, so users' credit is the rest of it, and each user has one
-- account for it: they need not be asked one by one.
WITH other AS MATERIALIZED (
    SELECT name, held.* FROM ledger_purpose CROSS JOIN LATERAL (
        SELECT count(*) AS accounts, coalesce(sum(balance), 0) AS balance, coalesce(bool_or(owner_id IS NOT NULL), false) AS owned
        FROM ledger_account WHERE purpose = name) AS held
    WHERE name <> 'user_credit'
), known AS (
    SELECT * FROM other UNION ALL SELECT 'user_credit', (SELECT count(*) FROM app_user), (SELECT -sum(balance) FROM other), true
)
SELECT name AS purpose, description, accounts, balance AS balance_usd
FROM known JOIN ledger_purpose USING (name) ORDER BY owned DESC, name
