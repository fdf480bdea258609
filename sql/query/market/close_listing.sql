UPDATE listing SET status = $2::listing_status, reserved_for = NULL, closed_at = gem_now() WHERE id = $1::uuid
