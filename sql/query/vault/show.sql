SELECT shown.* FROM vault_item AS item JOIN vault_item_shown AS shown ON shown.id = item.id
WHERE item.id = $1::uuid AND item.user_id = $2::uuid
