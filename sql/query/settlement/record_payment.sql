-- $3 mint, $4 asset or NULL, $5 base units, $6 who sent it, $7 outcome, $8 USD, $9 quote, $10 user.
INSERT INTO chain_payment (id, transaction_id, mint, asset, amount, payer, outcome, usd, quote_id, user_id)
VALUES ($1::uuid, $2::uuid, $3, $4::asset, $5::bigint, $6, $7::chain_payment_outcome, $8::numeric, $9::uuid, $10::uuid)
