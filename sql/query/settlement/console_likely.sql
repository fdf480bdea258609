-- Whose an unmatched payment may be, likeliest first: who said so, whose wallet it came from, who was asked for about as much in the day
-- before and has not paid.
WITH payment AS (
    SELECT transaction_id, asset, amount, payer, created_at FROM chain_payment WHERE id = $1::uuid AND outcome = 'UNMATCHED'
), found AS (
    SELECT 1 AS place, quote.user_id, 'CLAIM' AS sign, quote.usd, quote.created_at
      FROM payment JOIN payment_claim AS claim USING (transaction_id) JOIN payment_quote AS quote ON quote.id = claim.quote_id
    UNION ALL
    SELECT 2, app_user.id, 'WALLET', NULL, NULL FROM payment JOIN app_user ON app_user.solana_address = payment.payer
    UNION ALL
    SELECT 3, quote.user_id, 'AMOUNT', quote.usd, quote.created_at
      FROM payment JOIN payment_quote AS quote ON quote.asset = payment.asset
      WHERE quote.created_at BETWEEN payment.created_at - interval '1 day' AND payment.created_at AND quote.status <> 'PAID'
        AND quote.amount BETWEEN payment.amount * 0.95 AND payment.amount * 1.05
)
SELECT found.user_id, handle, found.sign, found.usd, found.created_at FROM found JOIN app_user ON app_user.id = found.user_id
WHERE app_user.status <> 'CLOSED' ORDER BY found.place, found.created_at DESC LIMIT 10
