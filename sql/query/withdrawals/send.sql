UPDATE withdrawal SET status = 'SENDING', payout_id = $2::uuid WHERE id = $1::uuid
