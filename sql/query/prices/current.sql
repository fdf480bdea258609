SELECT usd FROM price_current($1)
