-- What an account still holds, with the account locked.
SELECT account.balance AS credit,
       (SELECT count(*) FROM vault_item WHERE user_id = app_user.id AND closed_at IS NULL) AS gems,
       (SELECT count(*) FROM opening WHERE user_id = app_user.id
          AND opening.status IN ('PENDING_PAYMENT', 'PENDING_CONFIRMATION', 'PAID')) AS open_purchases
FROM app_user JOIN ledger_account AS account ON account.owner_id = app_user.id AND account.purpose = 'user_credit'
WHERE app_user.id = $1::uuid FOR NO KEY UPDATE OF app_user
