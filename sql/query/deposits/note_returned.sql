-- REFUNDED once nothing of it is left, and CONFIRMED again when a refund failed.
UPDATE deposit
   SET status = CASE WHEN credited <= (SELECT coalesce(sum(amount), 0) FROM card_refund
                                        WHERE deposit_id = deposit.id AND card_refund.status <> 'FAILED')
                     THEN 'REFUNDED' ELSE 'CONFIRMED' END::deposit_status
 WHERE id = $1::uuid AND status IN ('CONFIRMED', 'REFUNDED')
