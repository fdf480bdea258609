SELECT refund.id, refund.deposit_id, deposit.payment_intent, refund.reason, refund.amount
FROM card_refund AS refund JOIN deposit ON deposit.id = refund.deposit_id
WHERE refund.id = $1::uuid AND refund.status = 'REQUESTED'
