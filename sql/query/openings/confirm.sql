-- A transaction that is named for it is still to be read.
UPDATE opening SET status = 'PENDING_CONFIRMATION'
 WHERE id = $1::uuid AND status = 'PENDING_PAYMENT'
   AND EXISTS (SELECT FROM payment_claim AS claim JOIN chain_transaction AS named ON named.id = claim.transaction_id
                WHERE claim.quote_id = opening.id AND named.status = 'SEEN')
