-- $1 a transaction that is read. Openings it was named for wait for a payment again, unless another one is still to be read.
UPDATE opening SET status = 'PENDING_PAYMENT'
 WHERE status = 'PENDING_CONFIRMATION' AND id IN (SELECT quote_id FROM payment_claim WHERE transaction_id = $1::uuid)
   AND NOT EXISTS (SELECT FROM payment_claim AS claim JOIN chain_transaction AS named ON named.id = claim.transaction_id
                    WHERE claim.quote_id = opening.id AND named.status = 'SEEN' AND named.id <> $1::uuid)
