-- The newest that any source said, however long ago.
SELECT usd FROM price WHERE asset = $1 AND usd IS NOT NULL ORDER BY published_at DESC LIMIT 1
