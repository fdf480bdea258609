-- Everything kept about a person, as they can take it with them.
SELECT jsonb_pretty(jsonb_build_object(
    'exported_at', gem_now(),
    'user', (SELECT to_jsonb(person) - 'handle_skeleton' FROM app_user AS person WHERE person.id = $1::uuid),
    'sessions', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'created_at', created_at, 'expires_at', expires_at,
                         'revoked_at', revoked_at, 'user_agent', user_agent, 'remote_address', remote_address,
                         'wallet_address', wallet_address) ORDER BY created_at), '[]')
                 FROM user_session WHERE user_id = $1::uuid),
    'credit_balance', (SELECT balance::text FROM ledger_account WHERE owner_id = $1::uuid AND purpose = 'user_credit'),
    'statement', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', entry.created_at, 'cause', entry.cause_type,
                          'cause_id', entry.cause_id, 'description', entry.description, 'amount_usd', posting.amount::text,
                          'balance_after_usd', posting.balance_after::text) ORDER BY posting.id), '[]')
                  FROM ledger_posting AS posting
                  JOIN ledger_entry AS entry ON entry.id = posting.entry_id
                  JOIN ledger_account AS account ON account.id = posting.account_id WHERE account.owner_id = $1::uuid),
    'openings', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', opening.id, 'pack', pack.name, 'status', opening.status,
                         'quantity', quantity, 'total_cost_usd', total_cost::text, 'created_at', opening.created_at,
                         'server_seed_hash', seed.server_seed_hash, 'client_seed', seed.client_seed, 'nonce', seed.nonce)
                         ORDER BY opening.nonce), '[]')
                 FROM opening JOIN pack ON pack.id = opening.pack_id
                 JOIN fairness_seed AS seed ON seed.opening_id = opening.id WHERE opening.user_id = $1::uuid),
    'vault', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', item.id, 'name', nft.name, 'certificate', nft.certificate_number,
                      'status', item.status, 'source', item.source, 'acquired_at', item.acquired_at, 'closed_at', item.closed_at)
                      ORDER BY item.acquired_at), '[]')
              FROM vault_item AS item JOIN nft ON nft.id = item.nft_id WHERE item.user_id = $1::uuid)
))
