-- $1 item, $2 VAULTED or SOLD: what becomes of the gem when its request has been decided.
UPDATE vault_item SET status = $2::vault_status, closed_at = CASE WHEN $2 = 'SOLD' THEN gem_now() END
 WHERE id = $1::uuid AND status = 'BUYBACK'
