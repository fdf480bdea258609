SELECT id, status, amount, from_credit FROM card_dispute WHERE external_id = $1 FOR NO KEY UPDATE
