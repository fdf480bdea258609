SELECT row, field, problem FROM nft_batch_fault WHERE batch_id = $1::uuid ORDER BY place
