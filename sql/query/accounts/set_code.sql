-- The worker made a code: its salted hash, while the request is still good. Comes back: whom to tell, and what it confirms.
UPDATE email_code SET salt = decode($2, 'hex'), code_hash = decode($3, 'hex')
WHERE id = $1::uuid AND used_at IS NULL AND expires_at > gem_now()
RETURNING email, (SELECT address FROM withdrawal_address WHERE withdrawal_address.id = withdrawal_address_id) AS address
