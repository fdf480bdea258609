-- $1 item, $2 its owner, $3 BUYBACK or SOLD: only what is VAULTED can start anything (E32). No row when it is not, or when the owner was
-- frozen or left at this moment.
UPDATE vault_item SET status = $3::vault_status, closed_at = CASE WHEN $3 = 'SOLD' THEN gem_now() END
  FROM nft, app_user
 WHERE vault_item.id = $1::uuid AND vault_item.user_id = $2::uuid AND vault_item.status = 'VAULTED'
   AND nft.id = vault_item.nft_id AND app_user.id = vault_item.user_id AND app_user.status = 'ACTIVE'
RETURNING vault_item.id AS vault_item_id, vault_item.nft_id, nft.name, nft.fmv
