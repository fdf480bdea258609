-- $2 the newest signature, or NULL when there is none; $3 when the sweep began. Every two minutes the place to read from moves on.
UPDATE treasury_sweep
   SET last_signature = CASE WHEN due THEN newer_signature ELSE last_signature END,
       newer_signature = CASE WHEN due THEN coalesce($2, newer_signature) ELSE newer_signature END,
       newer_at = CASE WHEN due THEN gem_now() ELSE newer_at END,
       swept_at = $3::timestamptz
  FROM (SELECT address, newer_at IS NULL OR newer_at < gem_now() - interval '2 minutes' AS due FROM treasury_sweep) AS turn
 WHERE treasury_sweep.address = $1 AND turn.address = treasury_sweep.address
