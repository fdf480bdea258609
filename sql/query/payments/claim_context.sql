-- $1 quote, $2 user, $3 signature. What is known of both: is the quote still open, what did the transaction turn out to be, what did it
-- pay for (outcomes sort from the best to the worst), and has this user named it for something else?
SELECT quote.status AS quote_status, transaction.status AS transaction_status, transaction.problem,
       (SELECT payment.outcome FROM chain_payment AS payment
         WHERE payment.transaction_id = transaction.id AND payment.quote_id = quote.id ORDER BY payment.outcome LIMIT 1) AS outcome,
       EXISTS (SELECT FROM chain_payment AS payment WHERE payment.transaction_id = transaction.id) AS brought_money,
       EXISTS (SELECT FROM payment_claim AS claim JOIN payment_quote AS other ON other.id = claim.quote_id
                WHERE claim.transaction_id = transaction.id AND other.id <> quote.id AND other.user_id = quote.user_id) AS named_elsewhere,
       (SELECT count(*) FROM payment_claim AS claim WHERE claim.quote_id = quote.id) AS claims
FROM payment_quote AS quote LEFT JOIN chain_transaction AS transaction ON transaction.signature = $3
WHERE quote.id = $1::uuid AND quote.user_id = $2::uuid
FOR NO KEY UPDATE OF quote
