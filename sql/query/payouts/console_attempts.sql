-- Every transaction signed for a payout; its bytes are counted, not shown: who has them can send it.
SELECT attempt, status, signature, length(decode(transaction, 'base64')) AS bytes, last_valid_block_height, amount, sol_price AS sol_price_usd, fee, problem,
       created_at, sent_at, closed_at
FROM payout_attempt WHERE payout_id = $1::uuid ORDER BY attempt
