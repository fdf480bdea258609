-- One purchase at a time for a user (E11). $2 the seconds between two purchases (E8): how many are still to wait.
-- No row when the account was frozen or closed a moment ago.
SELECT greatest(0, ceil(extract(epoch FROM last_purchase_at + $2::integer * interval '1 second' - gem_now())))::bigint
FROM app_user WHERE id = $1::uuid AND status = 'ACTIVE' FOR NO KEY UPDATE
