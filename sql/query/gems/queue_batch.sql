-- From now on it is the worker's.
UPDATE nft_batch SET queued_at = gem_now(), version = version + 1 WHERE id = $1::uuid
