UPDATE nft_batch SET problem = $2, content = NULL, version = version + 1 WHERE id = $1::uuid AND imported_at IS NULL
