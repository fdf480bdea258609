-- How long the chain is, and its last hash, which can be compared with one noted elsewhere.
SELECT count(*) AS rows, (SELECT hash FROM audit_log ORDER BY id DESC LIMIT 1) AS last_hash FROM audit_log
