-- Locked, so that two owners who take each other's role at once do not both succeed.
SELECT id FROM admin WHERE role = 'owner' AND active AND id <> $1::uuid ORDER BY id FOR UPDATE
