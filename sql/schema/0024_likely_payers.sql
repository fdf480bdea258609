-- Whose a payment of nobody known may be is looked for among what was asked for in the day before it.
CREATE INDEX payment_quote_by_age ON payment_quote (asset, created_at);
