-- $1 payout, $2 attempt, $3 status, $4 lamports of fee and rent, $5 problem: what a node had said before goes with it. No row when it is
-- closed already; one that was given up for lost may have landed after all. The payout is locked first, as everywhere.
WITH held AS (
    SELECT id FROM payout WHERE id = $1::uuid FOR NO KEY UPDATE
)
UPDATE payout_attempt
   SET status = $3::payout_attempt_status, fee = $4::bigint, closed_at = gem_now(),
       problem = CASE WHEN $5::text IS NOT NULL THEN concat_ws(' ', $5::text, problem) END
  FROM held
 WHERE payout_id = held.id AND payout_attempt.id = $2::uuid AND (status = 'SIGNED' OR (status = 'EXPIRED' AND $3 = 'COMPLETED'))
RETURNING problem
