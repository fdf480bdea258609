UPDATE payout
   SET status = $2::payout_status, problem = $3, completed_at = CASE $2::payout_status WHEN 'COMPLETED' THEN gem_now() END
 WHERE id = $1::uuid
