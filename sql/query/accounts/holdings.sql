-- What an account still holds. Follows lock.sql: what ended while that waited is seen.
SELECT (SELECT sum(balance) FROM ledger_account WHERE owner_id = app_user.id AND purpose IN ('user_credit', 'user_escrow')) AS credit,
       (SELECT count(*) FROM vault_item WHERE user_id = app_user.id AND closed_at IS NULL) AS gems,
       (SELECT count(*) FROM opening WHERE user_id = app_user.id
          AND opening.status IN ('PENDING_PAYMENT', 'PENDING_CONFIRMATION', 'PAID'))
       + (SELECT count(*) FROM deposit WHERE user_id = app_user.id AND deposit.status IN ('PENDING', 'REVIEW'))
       + (SELECT count(*) FROM buyback WHERE user_id = app_user.id AND buyback.status = 'APPROVED')
       + (SELECT count(*) FROM market_purchase WHERE buyer_id = app_user.id AND market_purchase.status = 'PENDING_PAYMENT')
       + (SELECT count(*) FROM withdrawal WHERE user_id = app_user.id AND withdrawal.status IN ('HELD', 'REVIEW', 'SENDING')) AS open_payments
FROM app_user
WHERE app_user.id = $1::uuid
