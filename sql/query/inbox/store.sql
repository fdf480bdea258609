-- An event that is there already is left as it is. No target is named, because that would need the right to read.
INSERT INTO webhook_event (id, provider, event_id, body) VALUES ($1::uuid, $2::webhook_provider, $3, $4) ON CONFLICT DO NOTHING
