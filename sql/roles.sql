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
REVOKE SELECT ON job, schedule, schema_migration, ledger_check FROM gem_api;
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
GRANT EXECUTE ON FUNCTION ledger_account_for(text, uuid, integer), pack_supply_take(uuid, bigint, integer) TO gem_api;

-- gem-worker: jobs and schedules.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO gem_worker;
GRANT INSERT, UPDATE, DELETE ON job TO gem_worker;
GRANT UPDATE ON schedule TO gem_worker;
GRANT UPDATE (salt, code_hash), DELETE ON email_code TO gem_worker;
GRANT DELETE ON user_session, ledger_check TO gem_worker;
GRANT DELETE ON sign_in_lock, idempotency_key, wallet_nonce, oauth_attempt TO gem_worker;
GRANT INSERT ON ledger_entry, ledger_posting, opening_unit, vault_item, ledger_check TO gem_worker;
GRANT INSERT, UPDATE ON pool_statistics TO gem_worker;
GRANT UPDATE (status, opened_at) ON opening TO gem_worker;
GRANT UPDATE (revealed_at) ON fairness_seed TO gem_worker;
GRANT UPDATE (remaining) ON pack_supply TO gem_worker;
GRANT UPDATE (xp, last_purchase_at) ON app_user TO gem_worker;
GRANT DELETE, UPDATE (nft_id) ON pool_free TO gem_worker;
GRANT EXECUTE ON FUNCTION ledger_account_for(text, uuid, integer), ledger_faults() TO gem_worker;
