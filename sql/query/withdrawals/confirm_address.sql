-- By the code mailed to $3, which must still be the user's.
UPDATE withdrawal_address AS listed SET confirmed_at = gem_now()
  FROM app_user
 WHERE listed.id = $1::uuid AND user_id = $2::uuid AND confirmed_at IS NULL AND app_user.id = user_id AND email = $3
RETURNING listed.id, address, listed.created_at, confirmed_at
