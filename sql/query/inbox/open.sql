SELECT body FROM webhook_event WHERE id = $1::uuid AND status = 'QUEUED'
