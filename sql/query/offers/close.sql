-- $2 status, $3 why, for people.
UPDATE offer SET status = $2::offer_status, closed_at = gem_now(), closed_reason = $3 WHERE id = $1::uuid
