-- Single use: of two who come at once, one gets a row. Older codes for the same, never used, end with it.
UPDATE email_code AS code SET used_at = gem_now()
FROM email_code AS used
WHERE used.id = $1::uuid AND used.used_at IS NULL AND code.email = used.email AND code.created_at <= used.created_at
  AND code.withdrawal_address_id IS NOT DISTINCT FROM used.withdrawal_address_id AND code.used_at IS NULL
RETURNING code.id
