SELECT entry.id, entry.at, entry.actor, coalesce(admin.name, entry.actor) AS actor_name, entry.action, entry.subject_type,
       entry.subject_id, entry.remote_address, entry.request_id, entry.before::text, entry.after::text, entry.hash
FROM audit_log AS entry LEFT JOIN admin ON admin.id::text = entry.actor WHERE entry.id = $1::bigint
