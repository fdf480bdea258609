-- $1 the treasury's addresses. Quotes that nobody paid. A payment made at the last moment is final some seconds later, so the treasury must have been swept after
-- that; and nothing that may be such a payment, by its time, may still wait to be read. What a buyer named is waited for as well, but not
-- for ever, or unpaid stock could be held back.
UPDATE payment_quote SET status = 'EXPIRED'
 WHERE id IN (
    SELECT id FROM payment_quote AS quote
     WHERE status = 'OPEN' AND expires_at < gem_now() AND expires_at + interval '15 seconds' < (SELECT min(swept_at) FROM treasury_sweep WHERE address = ANY ($1::text[]) HAVING count(swept_at) = cardinality($1::text[]))
       AND NOT EXISTS (SELECT FROM chain_transaction AS unread
                        WHERE unread.status = 'SEEN' AND (unread.source <> 'CONFIRM' OR unread.block_time IS NOT NULL)
                          AND coalesce(unread.block_time, unread.seen_at) BETWEEN quote.created_at - interval '1 minute' AND quote.expires_at)
       AND (expires_at + interval '10 minutes' < gem_now()
            OR NOT EXISTS (SELECT FROM payment_claim AS claim JOIN chain_transaction AS named ON named.id = claim.transaction_id
                            WHERE claim.quote_id = quote.id AND named.status = 'SEEN'))
     ORDER BY expires_at LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id
