-- $2 status, $3 slot, $4 block time, $5 fee payer, $6 why it failed.
UPDATE chain_transaction
   SET status = $2::chain_transaction_status, slot = $3::bigint, block_time = $4::timestamptz, payer = $5, problem = $6,
       checked_at = gem_now()
 WHERE id = $1::uuid
