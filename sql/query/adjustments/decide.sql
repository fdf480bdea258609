-- $2 APPLIED or REFUSED, $3 who decides, $4 why not.
UPDATE adjustment_request SET status = $2::adjustment_status, decided_by = $3::uuid, decision = $4, decided_at = gem_now() WHERE id = $1::uuid
