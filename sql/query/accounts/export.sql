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
    'deposits', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'method', method, 'status', status, 'amount_usd', amount::text,
                         'credited_usd', credited::text, 'external_id', external_id, 'created_at', created_at,
                         'confirmed_at', confirmed_at) ORDER BY created_at), '[]')
                 FROM deposit WHERE user_id = $1::uuid),
    'withdrawals', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'amount_usd', amount::text, 'address', address, 'status', status,
                            'hold_until', hold_until, 'reason', reason, 'tx_hash', tx_hash, 'created_at', created_at,
                            'completed_at', completed_at) ORDER BY created_at), '[]')
                    FROM withdrawal WHERE user_id = $1::uuid),
    'withdrawal_addresses', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'address', address, 'created_at', created_at,
                                     'confirmed_at', confirmed_at) ORDER BY created_at), '[]')
                             FROM withdrawal_address WHERE user_id = $1::uuid),
    'payments', (SELECT coalesce(jsonb_agg(jsonb_build_object('signature', signature, 'mint', mint, 'amount', amount::text, 'payer', payment.payer,
                         'usd', usd::text, 'outcome', outcome, 'created_at', created_at) ORDER BY created_at), '[]')
                 FROM chain_payment AS payment JOIN chain_transaction AS transaction ON transaction.id = payment.transaction_id
                 WHERE payment.user_id = $1::uuid),
    'openings', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', opening.id, 'pack', pack.name, 'status', opening.status,
                         'quantity', quantity, 'total_cost_usd', total_cost::text, 'created_at', opening.created_at,
                         'server_seed_hash', seed.server_seed_hash, 'client_seed', seed.client_seed, 'nonce', seed.nonce)
                         ORDER BY opening.nonce), '[]')
                 FROM opening JOIN pack ON pack.id = opening.pack_id
                 JOIN fairness_seed AS seed ON seed.opening_id = opening.id WHERE opening.user_id = $1::uuid),
    'buybacks', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', buyback.id, 'name', nft.name, 'certificate', nft.certificate_number,
                         'fmv_at_request', buyback.fmv::text, 'buyback_price', price::text, 'instant', instant, 'payout', payout,
                         'address', address, 'status', status, 'reason', reason, 'tx_hash', tx_hash, 'created_at', buyback.created_at,
                         'completed_at', completed_at) ORDER BY buyback.created_at), '[]')
                 FROM buyback JOIN nft ON nft.id = buyback.nft_id WHERE user_id = $1::uuid),
    'vault', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', item.id, 'name', nft.name, 'certificate', nft.certificate_number,
                      'status', item.status, 'source', item.source, 'acquired_at', item.acquired_at, 'closed_at', item.closed_at)
                      ORDER BY item.acquired_at), '[]')
              FROM vault_item AS item JOIN nft ON nft.id = item.nft_id WHERE item.user_id = $1::uuid),
    'listings', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'certificate', certificate, 'status', status,
                         'asking_price_usd', asking_price::text, 'listed_at', listed_at, 'closed_at', closed_at) ORDER BY listed_at), '[]')
                 FROM listing WHERE seller_id = $1::uuid),
    'offers', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'listing_id', listing_id, 'status', status, 'offer_price_usd', price::text,
                       'escrowed', escrowed, 'created_at', created_at, 'closed_at', closed_at) ORDER BY created_at), '[]')
               FROM offer WHERE buyer_id = $1::uuid),
    'purchases', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'listing_id', listing_id, 'status', status, 'method', method,
                          'price_usd', price::text, 'created_at', created_at, 'closed_at', closed_at) ORDER BY created_at), '[]')
                  FROM market_purchase WHERE buyer_id = $1::uuid),
    'trades', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', trade.id, 'side', CASE WHEN trade.seller_id = $1::uuid THEN 'SOLD' ELSE 'BOUGHT' END,
                       'name', listing.name, 'certificate', listing.certificate, 'method', trade.method, 'price_usd', trade.price::text,
                       'fee_usd', trade.fee::text, 'traded_at', trade.traded_at) ORDER BY trade.traded_at), '[]')
               FROM trade JOIN listing ON listing.id = trade.listing_id WHERE $1::uuid IN (trade.seller_id, trade.buyer_id))
))
