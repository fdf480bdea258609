SELECT content FROM nft_batch WHERE id = $1::uuid FOR NO KEY UPDATE
