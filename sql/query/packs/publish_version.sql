UPDATE pack SET version_id = $2::uuid WHERE id = $1::uuid
