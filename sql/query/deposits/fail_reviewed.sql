-- $2 why. No row when it does not wait for a person.
UPDATE deposit SET status = 'FAILED', problem = $2, reviewed_at = gem_now() WHERE id = $1::uuid AND status = 'REVIEW' RETURNING id
