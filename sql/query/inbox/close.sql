UPDATE webhook_event SET status = $2::webhook_status, outcome = $3, processed_at = gem_now() WHERE id = $1::uuid AND status = 'QUEUED'
