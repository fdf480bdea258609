-- Each program has a role with just its grants; run by every `gemctl migrate`, so it always says all of it.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['gem_api', 'gem_admin', 'gem_hooks', 'gem_worker'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, gem_api, gem_admin, gem_hooks, gem_worker;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO gem_api, gem_admin, gem_hooks, gem_worker;
GRANT EXECUTE ON FUNCTION gem_now(), handle_skeleton(text) TO gem_api, gem_admin, gem_hooks, gem_worker;

-- gem-api: what users do.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO gem_api;
REVOKE SELECT ON job, schedule, schema_migration, ledger_check, webhook_event, treasury_sweep, treasury_check, stripe_reading, audit_log,
    payout_attempt, adjustment_request, dashboard_day FROM gem_api;
GRANT INSERT ON app_user, user_session, email_code, sign_in_lock, ledger_entry, ledger_posting, opening, opening_unit,
    vault_item, fairness_seed, idempotency_key, job, wallet_nonce, oauth_attempt TO gem_api;
GRANT INSERT (purpose, owner_id, may_be_negative) ON ledger_account TO gem_api;
GRANT SELECT (kind, subject_id, run_at, attempt, locked_until, dead_at, problem), UPDATE (run_at, attempt, dead_at, problem)
    ON job TO gem_api; -- what adding a job that is there already needs
GRANT UPDATE (handle, email, twitter_id, twitter_handle, solana_address, evm_address, avatar_seed, referral_code, status, xp,
    last_purchase_at, closed_at) ON app_user TO gem_api;
GRANT UPDATE (revoked_at, user_agent, remote_address, wallet_chain, wallet_address) ON user_session TO gem_api;
GRANT UPDATE (used_at), DELETE ON wallet_nonce, oauth_attempt TO gem_api;
GRANT UPDATE (used_at), DELETE ON email_code TO gem_api;
GRANT UPDATE, DELETE ON sign_in_lock TO gem_api;
GRANT UPDATE (status, opened_at) ON opening TO gem_api;
GRANT UPDATE (opening_id, client_seed, revealed_at) ON fairness_seed TO gem_api;
GRANT UPDATE (remaining) ON pack_supply TO gem_api;
GRANT UPDATE (status, closed_at) ON vault_item TO gem_api;
GRANT UPDATE, DELETE ON idempotency_key TO gem_api;
-- UPDATE on one column that never changes is what SELECT … FOR UPDATE needs.
GRANT DELETE, UPDATE (nft_id) ON pool_free TO gem_api;
GRANT EXECUTE ON FUNCTION ledger_account_for(text, uuid, integer), pack_supply_take(uuid, bigint, integer), price_current(text) TO gem_api;
GRANT EXECUTE ON FUNCTION listing_fits(listing, rarity, uuid, numeric, numeric, numeric, numeric) TO gem_api;
GRANT INSERT ON payment_quote, payment_claim TO gem_api;
GRANT UPDATE (status) ON payment_quote TO gem_api; -- for SELECT … FOR UPDATE; what ends a quote is the worker's
GRANT INSERT (id, signature, source), UPDATE (status, seen_at) ON chain_transaction TO gem_api;
GRANT INSERT (id, user_id, method, amount), UPDATE (status, external_id, problem, checked_at) ON deposit TO gem_api;
GRANT INSERT (purpose, owner_id, day, used), UPDATE (used) ON daily_use TO gem_api;
GRANT INSERT (id, user_id, vault_item_id, nft_id, instant, fmv, rate, price, payout, address, status, decided_at, completed_at),
    UPDATE (status, decided_at, completed_at, reason, address) ON buyback TO gem_api;
GRANT EXECUTE ON FUNCTION pool_return(uuid) TO gem_api;
GRANT INSERT (id, user_id, status, amount, address, hold_until, needs_review), UPDATE (status, reason, completed_at) ON withdrawal TO gem_api;
GRANT INSERT (id, user_id, address), UPDATE (confirmed_at), DELETE ON withdrawal_address TO gem_api;
GRANT SELECT (payout_id, attempt, status, signature) ON payout_attempt TO gem_api;
-- A sale is completed by the buyer's request, or by the worker when it was paid on chain.
GRANT UPDATE (status, reserved_for, closed_at) ON listing TO gem_api, gem_worker;
GRANT UPDATE (status, closed_at, closed_reason) ON offer TO gem_api, gem_worker;
GRANT INSERT ON trade TO gem_api, gem_worker;
GRANT INSERT, UPDATE (asking_price, fmv) ON listing TO gem_api;
GRANT INSERT (id, listing_id, seller_id, buyer_id, price, asking_price, escrowed, expires_at) ON offer TO gem_api;
GRANT INSERT (id, listing_id, offer_id, buyer_id, method, price) ON market_purchase TO gem_api;
GRANT UPDATE (pay_by) ON offer TO gem_api;
GRANT UPDATE (status, closed_at) ON market_purchase TO gem_worker; -- what ends a payment on chain is the worker's

-- gem-hooks: may put webhooks into the inbox, and nothing else; not even look.
GRANT INSERT (id, provider, event_id, body) ON webhook_event TO gem_hooks;

-- gem-admin: what administrators look at, and the little that they change. Seeds not yet revealed and codes are not for them.
GRANT SELECT ON app_user, user_session, ledger_purpose, ledger_account, ledger_entry, ledger_posting, ledger_check, collection, pool,
    pool_commitment, pool_statistics, nft, nft_fmv, pool_free, pack_series, pack, pack_version, pack_version_row, pack_supply, opening,
    opening_unit, vault_item, deposit, card_refund, card_dispute, payment_quote, payment_claim, chain_transaction, chain_payment,
    treasury_check, treasury_sweep, price, job, schedule, webhook_event, listing, offer, market_purchase, trade, buyback, payout,
    payout_attempt, daily_use, vault_item_shown, withdrawal, adjustment_request, stripe_reading, audit_log, admin,
    admin_session, admin_link, wallet_nonce, state_transition TO gem_admin;
GRANT SELECT (name) ON schema_migration TO gem_admin;
GRANT SELECT ON dashboard_day TO gem_admin;
GRANT EXECUTE ON FUNCTION dashboard_days_between(timestamptz, timestamptz) TO gem_admin, gem_worker;
GRANT SELECT ON gem_place, nft_batch, nft_batch_fault TO gem_admin;
-- Gems are imported by the console, or by the worker when they are many.
GRANT INSERT (id, name) ON collection TO gem_admin, gem_worker;
GRANT INSERT (id, collection_id, rarity), UPDATE (size) ON pool TO gem_admin, gem_worker;
GRANT INSERT (pool_id, size, order_hash) ON pool_commitment TO gem_admin, gem_worker;
GRANT INSERT (id, certificate_number, laboratory, name, collection_id, rarity, pool_id, pool_position, species, shape, carat, cut, color, clarity,
    length_mm, width_mm, depth_mm, depth_percent, table_percent, fmv, fmv_source, fmv_at, image_url) ON nft TO gem_admin, gem_worker;
GRANT INSERT ON nft_fmv, pool_free TO gem_admin, gem_worker;
GRANT UPDATE (content, queued_at, problem, imported_at, milliseconds, version) ON nft_batch TO gem_admin, gem_worker;
GRANT UPDATE (name, laboratory, species, shape, carat, cut, color, clarity, length_mm, width_mm, depth_mm, depth_percent, table_percent, fmv,
    fmv_source, fmv_at, image_url, on_shelf) ON nft TO gem_admin;
GRANT DELETE ON pool_free TO gem_admin;
GRANT INSERT, UPDATE ON pool_statistics TO gem_admin;
GRANT INSERT (id, admin_id, file_name, content, stones, pools, total_fmv, faults) ON nft_batch TO gem_admin;
GRANT INSERT ON nft_batch_fault TO gem_admin;
GRANT INSERT (id, name, description), UPDATE (name, description) ON pack_series TO gem_admin;
GRANT INSERT (id, series_id, name, description, price, xp_reward, max_supply, image_gradient, status),
    UPDATE (series_id, name, description, price, xp_reward, image_gradient, cover_image_url, status, version_id) ON pack TO gem_admin;
GRANT INSERT (id, pack_id, version, version_hash) ON pack_version TO gem_admin;
GRANT INSERT ON pack_version_row TO gem_admin;
GRANT EXECUTE ON FUNCTION pack_supply_grow(uuid, bigint) TO gem_admin;
GRANT UPDATE (status, frozen_reason) ON app_user TO gem_admin;
GRANT UPDATE (revoked_at) ON user_session TO gem_admin;
GRANT INSERT (actor, action, subject_type, subject_id, before, after, remote_address, request_id) ON audit_log TO gem_admin;
GRANT INSERT (id, name, chain, address, role), UPDATE (name, role, active) ON admin TO gem_admin;
GRANT UPDATE (used_at) ON admin_link TO gem_admin;
GRANT INSERT (id, admin_id, expires_at, remote_address, user_agent), UPDATE (last_seen_at, ended_at) ON admin_session TO gem_admin;
GRANT INSERT (nonce, chain, address, expires_at), UPDATE (used_at) ON wallet_nonce TO gem_admin;
GRANT EXECUTE ON FUNCTION audit_faults(), audit_hash(text, audit_log) TO gem_admin;

-- What it decides about money: each with its ledger entry, like those of gem-api.
GRANT INSERT ON ledger_entry, ledger_posting TO gem_admin;
GRANT EXECUTE ON FUNCTION ledger_account_for(text, uuid, integer), pool_return(uuid) TO gem_admin;
GRANT INSERT (id, user_id, amount, reason, alone, status, asked_by, decided_by, decided_at),
    UPDATE (status, decided_by, decided_at, decision) ON adjustment_request TO gem_admin;
GRANT UPDATE (status, credited, confirmed_at, problem, reviewed_at) ON deposit TO gem_admin;
GRANT INSERT ON card_refund TO gem_admin;
GRANT UPDATE (outcome, user_id, resolution, resolved_at) ON chain_payment TO gem_admin;
GRANT UPDATE (status, attempts_allowed, problem, completed_at) ON payout TO gem_admin;
GRANT UPDATE (status, reviewed_at, reason, completed_at) ON withdrawal TO gem_admin;
GRANT UPDATE (status, decided_at, completed_at, reason, address) ON buyback TO gem_admin;
GRANT UPDATE (status, closed_at) ON vault_item TO gem_admin;
GRANT INSERT (purpose, owner_id, day, used), UPDATE (used) ON daily_use TO gem_admin;
GRANT INSERT (id, kind, subject_id), UPDATE (run_at, attempt, dead_at, problem), DELETE ON job TO gem_admin;
GRANT UPDATE (status) ON webhook_event TO gem_admin;
GRANT UPDATE (next_run_at) ON schedule TO gem_admin;
GRANT EXECUTE ON FUNCTION user_named(text), json_indented(text) TO gem_admin;
-- The filters of its lists may be absent: each list is planned for the ones that are there. None of its statements runs so long that compiling
-- it would pay.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gem_admin' AND rolconfig @> ARRAY['plan_cache_mode=force_custom_plan', 'jit=off']) THEN
        ALTER ROLE gem_admin SET plan_cache_mode = 'force_custom_plan';
        ALTER ROLE gem_admin SET jit = off;
    END IF;
EXCEPTION WHEN insufficient_privilege OR internal_error THEN
    RAISE NOTICE 'gem_admin could not be given plan_cache_mode = force_custom_plan and jit = off: its pages may be slow';
END $$;

-- gem-worker: jobs and schedules.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO gem_worker;
GRANT INSERT, UPDATE, DELETE ON job TO gem_worker;
GRANT UPDATE ON schedule TO gem_worker;
GRANT UPDATE (salt, code_hash), DELETE ON email_code TO gem_worker;
GRANT DELETE ON user_session, ledger_check, admin_link, admin_session TO gem_worker;
GRANT DELETE ON sign_in_lock, idempotency_key, wallet_nonce, oauth_attempt TO gem_worker;
GRANT INSERT ON ledger_entry, ledger_posting, opening_unit, vault_item, ledger_check TO gem_worker;
GRANT INSERT, UPDATE ON pool_statistics, dashboard_day TO gem_worker;
GRANT UPDATE (status, opened_at) ON opening TO gem_worker;
GRANT UPDATE (revealed_at) ON fairness_seed TO gem_worker;
GRANT UPDATE (remaining) ON pack_supply TO gem_worker;
GRANT UPDATE (xp, last_purchase_at) ON app_user TO gem_worker;
GRANT DELETE, UPDATE (nft_id) ON pool_free TO gem_worker;
GRANT EXECUTE ON FUNCTION ledger_account_for(text, uuid, integer), ledger_faults() TO gem_worker;
GRANT INSERT (id, provider, event_id, body), UPDATE (status, outcome, processed_at), DELETE ON webhook_event TO gem_worker;
GRANT INSERT, UPDATE, DELETE ON price TO gem_worker;
GRANT UPDATE (status) ON payment_quote TO gem_worker;
GRANT INSERT (id, signature, source, block_time), UPDATE (status, seen_at, checked_at, slot, block_time, payer, problem) ON chain_transaction TO gem_worker;
GRANT INSERT ON chain_payment, treasury_check, card_refund, card_dispute TO gem_worker;
GRANT INSERT (address, started_at), UPDATE (started_at, last_signature, newer_signature, newer_at, swept_at) ON treasury_sweep TO gem_worker;
GRANT UPDATE (paid_at) ON opening TO gem_worker;
GRANT UPDATE (status, closed_at) ON vault_item TO gem_worker;
GRANT UPDATE (status, credited, external_id, payment_intent, confirmed_at, checked_at, problem) ON deposit TO gem_worker;
GRANT UPDATE (status, external_id, problem) ON card_refund TO gem_worker;
GRANT UPDATE (status, closed_at) ON card_dispute TO gem_worker;
GRANT UPDATE (read_until) ON stripe_reading TO gem_worker;
GRANT UPDATE (status, frozen_reason) ON app_user TO gem_worker;
GRANT INSERT (purpose, owner_id, may_be_negative) ON ledger_account TO gem_worker;
GRANT EXECUTE ON FUNCTION price_current(text) TO gem_worker;
GRANT UPDATE (status, decided_at, completed_at, reason, tx_hash) ON buyback TO gem_worker;
GRANT UPDATE (status, reason, payout_id, tx_hash, completed_at) ON withdrawal TO gem_worker;
GRANT EXECUTE ON FUNCTION payout_create(uuid, payout_cause, uuid, uuid, asset, text, numeric, bigint, text) TO gem_api, gem_admin, gem_worker;
GRANT UPDATE (status, attempts, problem, completed_at) ON payout TO gem_worker;
GRANT INSERT (id, payout_id, attempt, signature, transaction, last_valid_block_height, amount, sol_price), UPDATE (status, fee, problem, sent_at, closed_at)
    ON payout_attempt TO gem_worker;
GRANT INSERT (purpose, owner_id, day, used), UPDATE (used) ON daily_use TO gem_worker;
