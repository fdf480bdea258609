SELECT id, handle, status::text, frozen_reason, version FROM app_user WHERE id = $1::uuid FOR NO KEY UPDATE
