-- E56: waits for a draw that is taking this gem; when the draw has it, there is nothing left to take out.
DELETE FROM pool_free WHERE nft_id = $1::uuid
