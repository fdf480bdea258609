-- Imported: how long that took, and its text is let go of.
UPDATE nft_batch SET imported_at = gem_now(), milliseconds = $2::bigint, content = NULL, version = version + 1 WHERE id = $1::uuid
