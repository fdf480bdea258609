UPDATE fairness_seed SET revealed_at = gem_now() WHERE opening_id = $1::uuid
