-- The console's list (console_list.h); $2 the provider, $3 here the provider's name for the event.
SELECT id, provider, event_id, status, outcome, length(body) AS body_length, received_at AS created_at, processed_at
FROM webhook_event
WHERE ($1::webhook_status IS NULL OR status = $1::webhook_status) AND ($2::webhook_provider IS NULL OR provider = $2::webhook_provider)
  AND ($3::text IS NULL OR (provider = ANY (enum_range(NULL::webhook_provider)) AND event_id = $3))
  AND ($4::timestamptz IS NULL OR received_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR received_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (received_at, id) < ($6::timestamptz, $7::uuid))
ORDER BY received_at DESC, id DESC LIMIT $8::bigint
