-- What is not credited has nothing to give back.
SELECT id FROM deposit WHERE payment_intent = $1 AND credited IS NOT NULL
