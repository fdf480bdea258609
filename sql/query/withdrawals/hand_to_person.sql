UPDATE withdrawal SET status = 'REVIEW' WHERE id = $1::uuid
