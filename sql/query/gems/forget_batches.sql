-- The text of what was uploaded a week ago and not imported is not kept.
UPDATE nft_batch SET content = NULL WHERE content IS NOT NULL AND queued_at IS NULL AND created_at < gem_now() - interval '7 days'
