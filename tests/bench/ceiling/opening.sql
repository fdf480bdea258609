-- The ceiling of an opening: the same rows written by one function call, so one round trip and one plan for all of it. It knows the
-- rules only as far as they cost something; the product keeps them in C. Installed into the benchmark's database alone.
CREATE OR REPLACE FUNCTION bench_open(buyer uuid, wanted_pack uuid, request_key text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    new_opening uuid := gen_random_uuid();
    new_item uuid := gen_random_uuid();
    new_entry uuid := gen_random_uuid();
    new_seed bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    request_path text := '/api/packs/' || wanted_pack || '/purchase';
    offer record;
    seed record;
    drawn record;
    gem record;
    credit numeric;
    roll integer := floor(random() * 10000);
    start bigint;
    stripe integer := floor(random() * 256);
BEGIN
    PERFORM FROM user_session JOIN app_user ON app_user.id = user_session.user_id
      WHERE user_session.id = ('00000000-0000-4000-9000-' || right(buyer::text, 12))::uuid AND user_session.user_id = buyer
        AND revoked_at IS NULL AND expires_at > gem_now() AND app_user.status <> 'CLOSED';
    PERFORM pg_try_advisory_xact_lock(hashtextextended(buyer || ' ' || request_path || ' ' || request_key, 1));
    PERFORM FROM idempotency_key WHERE user_id = buyer AND path = request_path AND key = request_key;
    PERFORM FROM app_user WHERE id = buyer FOR NO KEY UPDATE;
    SELECT balance INTO credit FROM ledger_account WHERE owner_id = buyer AND purpose = 'user_credit' AND currency = 'USD';
    SELECT nonce, server_seed, client_seed INTO seed FROM fairness_seed
      WHERE user_id = buyer AND opening_id IS NULL FOR NO KEY UPDATE;
    SELECT pack.name, pack.price, pack.xp_reward, version_id,
           (SELECT sum(remaining) FROM pack_supply WHERE pack_id = pack.id) AS remaining
      INTO offer FROM pack JOIN pack_version ON pack_version.id = pack.version_id WHERE pack.id = wanted_pack AND status = 'ACTIVE';
    IF credit < offer.price OR offer.remaining < 1 THEN
        RAISE EXCEPTION 'refused';
    END IF;
    SELECT version_row.row, version_row.pool_id, pool.size INTO drawn
      FROM (SELECT pack_version_row.*, sum(drop_rate) OVER (ORDER BY pack_version_row.row) AS reaches
            FROM pack_version_row WHERE version_id = offer.version_id) AS version_row
      JOIN pool ON pool.id = version_row.pool_id WHERE reaches > roll ORDER BY reaches LIMIT 1;
    start := floor(random() * drawn.size);

    INSERT INTO opening (id, user_id, pack_id, version_id, quantity, method, status, unit_price, total_cost, nonce, paid_at)
      VALUES (new_opening, buyer, wanted_pack, offer.version_id, 1, 'CREDIT', 'PAID', offer.price, offer.price, seed.nonce, gem_now());
    UPDATE fairness_seed SET opening_id = new_opening WHERE user_id = buyer AND nonce = seed.nonce AND opening_id IS NULL;
    INSERT INTO fairness_seed (user_id, nonce, server_seed, server_seed_hash, client_seed)
      VALUES (buyer, seed.nonce + 1, new_seed, encode(sha256(new_seed), 'hex'), 'client');
    UPDATE app_user SET xp = xp + offer.xp_reward, last_purchase_at = gem_now() WHERE id = buyer;
    DELETE FROM pool_free WHERE (pool_id, position) = (
        SELECT pool_id, position FROM pool_free WHERE pool_id = drawn.pool_id AND position >= start
          ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING nft_id, position INTO gem;
    IF NOT FOUND THEN
        DELETE FROM pool_free WHERE (pool_id, position) = (
            SELECT pool_id, position FROM pool_free WHERE pool_id = drawn.pool_id
              ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING nft_id, position INTO gem;
    END IF;
    INSERT INTO vault_item (id, user_id, nft_id, source) VALUES (new_item, buyer, gem.nft_id, 'PACK');
    INSERT INTO opening_unit (opening_id, unit, attempt, row, handed_row, pool_size, start_position, position, nft_id, vault_item_id)
      VALUES (new_opening, 0, 0, drawn.row, drawn.row, drawn.size, start, gem.position, gem.nft_id, new_item);
    UPDATE opening SET status = 'OPENED', opened_at = gem_now() WHERE id = new_opening;
    UPDATE fairness_seed SET revealed_at = gem_now() WHERE opening_id = new_opening;
    INSERT INTO idempotency_key (user_id, path, key, body_hash, status, response)
      VALUES (buyer, request_path, request_key, encode(new_seed, 'hex'), 201, repeat('x', 1000));
    PERFORM pack_supply_take(wanted_pack, 1, stripe);
    INSERT INTO ledger_entry (id, cause_type, cause_id, description) VALUES (new_entry, 'opening', new_opening, offer.name || ' × 1');
    INSERT INTO ledger_posting (entry_id, account_id, amount)
      SELECT new_entry, ledger_account_for(line.purpose, line.owner, stripe), line.amount
      FROM (VALUES ('user_credit', buyer, -offer.price), ('pack_sales', NULL, offer.price)) AS line (purpose, owner, amount);
    RETURN new_item;
END $$;
GRANT EXECUTE ON FUNCTION bench_open(uuid, uuid, text) TO gem_api;
