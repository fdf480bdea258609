-- $1 id, $2 cause, $3 what caused it, $4 user, $5 asset, $6 recipient, $7 USD, $8 base units or NULL, $9 the account that pays.
SELECT payout_create($1::uuid, $2::payout_cause, $3::uuid, $4::uuid, $5::asset, $6, $7::numeric, $8::bigint, $9)
