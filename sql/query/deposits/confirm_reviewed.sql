-- $2 what is credited, $3 why. No row when it does not wait for a person.
UPDATE deposit
   SET status = 'CONFIRMED', credited = $2::numeric, problem = $3, confirmed_at = gem_now(), reviewed_at = gem_now()
 WHERE id = $1::uuid AND status = 'REVIEW' RETURNING user_id
