SELECT deposit.id AS deposit_id, deposit.user_id, deposit.status, deposit.payment_intent, deposit.credited,
       (SELECT coalesce(sum(amount), 0) FROM card_refund WHERE deposit_id = deposit.id AND status <> 'FAILED') AS returned,
       (SELECT balance FROM ledger_account WHERE owner_id = deposit.user_id AND purpose = 'user_credit') AS balance
FROM deposit WHERE id = $1::uuid AND method = 'STRIPE' AND credited IS NOT NULL
FOR NO KEY UPDATE
