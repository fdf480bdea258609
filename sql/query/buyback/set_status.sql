-- $2 status, $3 why.
UPDATE buyback
   SET status = $2::buyback_status, decided_at = coalesce(decided_at, gem_now()), reason = $3,
       completed_at = CASE WHEN $2 IN ('COMPLETED', 'FAILED') THEN gem_now() END
 WHERE id = $1::uuid
