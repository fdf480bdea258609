-- The ceiling of a purchase on the market: the same rows written by one function call, so one round trip and one plan for all of it. It
-- knows the rules only as far as they cost something; the product keeps them in C. Installed into the benchmark's database alone.
CREATE OR REPLACE FUNCTION bench_buy(buyer uuid, wanted uuid, request_key text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    new_trade uuid := gen_random_uuid();
    new_item uuid := gen_random_uuid();
    new_entry uuid := gen_random_uuid();
    request_path text := '/api/market/' || wanted || '/buy';
    offered record;
    credit numeric;
    stripe integer := floor(random() * 256);
BEGIN
    PERFORM FROM user_session JOIN app_user ON app_user.id = user_session.user_id
      WHERE user_session.id = ('00000000-0000-4000-9000-' || right(buyer::text, 12))::uuid AND user_session.user_id = buyer
        AND revoked_at IS NULL AND expires_at > gem_now() AND app_user.status <> 'CLOSED';
    PERFORM pg_try_advisory_xact_lock(hashtextextended(buyer || ' ' || request_path || ' ' || request_key, 1));
    PERFORM FROM idempotency_key WHERE user_id = buyer AND path = request_path AND key = request_key;
    SELECT balance INTO credit FROM ledger_account WHERE owner_id = buyer AND purpose = 'user_credit' AND currency = 'USD';
    SELECT listing.*, seller.status AS seller_status INTO offered
      FROM listing JOIN nft ON nft.id = listing.nft_id JOIN app_user AS seller ON seller.id = listing.seller_id
      WHERE listing.id = wanted FOR NO KEY UPDATE OF listing;
    IF offered.status <> 'ACTIVE' OR offered.seller_status <> 'ACTIVE' OR credit < offered.asking_price THEN
        RAISE EXCEPTION 'refused';
    END IF;

    UPDATE listing SET status = 'SOLD', reserved_for = NULL, closed_at = gem_now() WHERE id = wanted;
    UPDATE vault_item SET status = 'SOLD', closed_at = gem_now() WHERE id = offered.vault_item_id;
    INSERT INTO vault_item (id, user_id, nft_id, source) VALUES (new_item, buyer, offered.nft_id, 'MARKET');
    INSERT INTO trade (id, listing_id, nft_id, seller_id, buyer_id, method, price, fee, seller_item_id, buyer_item_id)
      VALUES (new_trade, wanted, offered.nft_id, offered.seller_id, buyer, 'CREDIT', offered.asking_price, trunc(offered.asking_price * 0.02, 6),
              offered.vault_item_id, new_item);
    UPDATE offer SET status = 'CANCELLED', closed_at = gem_now(), closed_reason = 'the listing was sold'
      WHERE listing_id = wanted AND status IN ('PENDING', 'ACCEPTED');
    INSERT INTO ledger_entry (id, cause_type, cause_id, description) VALUES (new_entry, 'trade', new_trade, offered.name);
    INSERT INTO ledger_posting (entry_id, account_id, amount)
      SELECT new_entry, ledger_account_for(line.purpose, line.owner, stripe), line.amount
      FROM (VALUES ('user_credit', offered.seller_id, offered.asking_price - trunc(offered.asking_price * 0.02, 6)),
                   ('user_credit', buyer, -offered.asking_price), ('market_fees', NULL, trunc(offered.asking_price * 0.02, 6)))
           AS line (purpose, owner, amount);
    INSERT INTO idempotency_key (user_id, path, key, body_hash, status, response)
      VALUES (buyer, request_path, request_key, encode(sha256(request_key::bytea), 'hex'), 200, repeat('x', 500));
    RETURN new_trade;
END $$;
GRANT EXECUTE ON FUNCTION bench_buy(uuid, uuid, text) TO gem_api;
