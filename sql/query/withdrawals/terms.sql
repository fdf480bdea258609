-- What decides about a withdrawal of user $1, who is locked, to address $2. The delay begins when the wallet was last bound, changed or
-- taken away, and when an address that is not the wallet was confirmed, whichever was later.
SELECT app_user.status AS user_status,
       coalesce(solana_address = $2, false) OR confirmed_at IS NOT NULL AS is_allowed,
       CASE WHEN delay.ends_at > gem_now() THEN delay.ends_at END AS hold_until,
       coalesce(-debt.balance, 0) AS owed
  FROM app_user
  LEFT JOIN withdrawal_address AS listed ON listed.user_id = app_user.id AND listed.address = $2
  LEFT JOIN ledger_account AS debt ON debt.owner_id = app_user.id AND debt.purpose = 'user_debt'
 CROSS JOIN LATERAL (SELECT greatest(solana_address_changed_at, CASE WHEN solana_address IS DISTINCT FROM $2 THEN confirmed_at END)
                            + interval '24 hours' AS ends_at) AS delay
 WHERE app_user.id = $1::uuid
