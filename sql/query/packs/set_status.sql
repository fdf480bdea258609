UPDATE pack SET status = $2::pack_status WHERE id = $1::uuid
