-- $1 id for the transaction when it is new, $2 signature, $3 quote. Named again, a transaction nobody has found so far is looked for anew.
WITH noted AS (
    INSERT INTO chain_transaction (id, signature, source) VALUES ($1::uuid, $2, 'CONFIRM')
        ON CONFLICT (signature) DO UPDATE
       SET status = CASE chain_transaction.status WHEN 'NOT_FOUND' THEN 'SEEN' ELSE chain_transaction.status END,
           seen_at = CASE chain_transaction.status WHEN 'NOT_FOUND' THEN gem_now() ELSE chain_transaction.seen_at END
    RETURNING id
), claimed AS (
    INSERT INTO payment_claim (quote_id, transaction_id) SELECT $3::uuid, id FROM noted ON CONFLICT DO NOTHING
)
SELECT id FROM noted
