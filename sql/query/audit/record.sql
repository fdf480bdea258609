-- $1 actor, $2 action, $3 subject type, $4 subject, $5 before, $6 after, $7 address, $8 request.
INSERT INTO audit_log (actor, action, subject_type, subject_id, before, after, remote_address, request_id)
VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, coalesce($7, ''), coalesce($8, ''))
