-- Events are kept for 90 days.
DELETE FROM webhook_event WHERE received_at < gem_now() - interval '90 days' AND status IN ('DONE', 'IGNORED')
