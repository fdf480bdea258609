-- As an administrator sees it. A refund asked for makes another version, so that nobody asks twice.
SELECT deposit.id, deposit.user_id, handle, app_user.status AS user_status, method, deposit.status, amount AS amount_usd, credited AS credited_usd,
       external_id, payment_intent, problem, deposit.created_at, confirmed_at, checked_at, reviewed_at,
       (SELECT coalesce(sum(amount), 0) FROM card_refund WHERE deposit_id = deposit.id AND card_refund.status <> 'FAILED') AS returned_usd,
       (SELECT chain_payment.id FROM chain_payment WHERE quote_id = deposit.id ORDER BY created_at LIMIT 1) AS payment_id,
       deposit.version + (SELECT count(*) FROM card_refund WHERE deposit_id = deposit.id) AS version
FROM deposit JOIN app_user ON app_user.id = user_id WHERE deposit.id = $1::uuid
