#include "api_routes.h"

#include "accounts/accounts.h"
#include "accounts/email_code.h"
#include "accounts/profile_api.h"
#include "accounts/sessions.h"
#include "accounts/sessions_api.h"
#include "accounts/sign_in_api.h"
#include "accounts/wallet_proof.h"
#include "buyback/buyback.h"
#include "buyback/buyback_api.h"
#include "catalog/catalog_api.h"
#include "catalog/pools.h"
#include "deposits/deposits.h"
#include "deposits/deposits_api.h"
#include "fairness/fairness_api.h"
#include "fairness/seeds.h"
#include "health/health_api.h"
#include "ledger/ledger.h"
#include "ledger/ledger_api.h"
#include "list_query.h"
#include "market/chain_purchase.h"
#include "market/chain_purchase_api.h"
#include "market/listing_search.h"
#include "market/listings.h"
#include "market/market_api.h"
#include "market/offers.h"
#include "market/offers_api.h"
#include "market/sale.h"
#include "market/trades.h"
#include "openings/openings.h"
#include "openings/openings_api.h"
#include "openings/proof.h"
#include "packs/packs.h"
#include "packs/packs_api.h"
#include "payments/payments_api.h"
#include "routes_api.h"
#include "vault/vault.h"
#include "vault/vault_api.h"
#include "withdrawals/addresses.h"
#include "withdrawals/withdrawals.h"
#include "withdrawals/withdrawals_api.h"

enum { ONE_SECOND = 1, ONE_DAY = 86400, BODY_MAXIMUM = 64 * 1024 };

#define PUBLIC PERMISSION_PUBLIC
#define USER PERMISSION_USER

/* Fixed paths stand before those with parameters. */
static const struct route routes[] = {
    {HTTP_GET, "/healthz", "health_process", "Is this process alive?", PUBLIC, .success = 200, .answer = &health_shape,
     .handler = health_handle_process},
    {HTTP_GET, "/readyz", "health_ready", "Can it serve: database and cache?", PUBLIC, .success = 200,
     .answer = &readiness_shape, .handler = health_handle_ready},
    {HTTP_GET, "/metrics", "health_metrics", "Counters for Prometheus (loopback only)", PUBLIC, .success = 200,
     .content_type = "text/plain; version=0.0.4", .handler = health_handle_metrics},
    {HTTP_GET, "/api/openapi.json", "openapi_show", "This document", PUBLIC, .success = 200,
     .content_type = "application/json", .cache_seconds = ONE_SECOND, .handler = routes_handle_openapi},

    {HTTP_POST, "/api/auth/nonce", "auth_nonce", "A message for a wallet to sign", PUBLIC, .success = 201,
     .body = &nonce_input_shape, .answer = &wallet_challenge_shape, .handler = sign_in_handle_nonce},
    {HTTP_POST, "/api/auth/wallet-login", "auth_wallet_login", "Sign in with a signed message", PUBLIC, .success = 200,
     .body = &wallet_login_input_shape, .answer = &sign_in_shape, .refusals = {STATUS_SIGNATURE_REFUSED},
     .handler = sign_in_handle_wallet},
    {HTTP_POST, "/api/auth/email-otp", "auth_email_otp", "Have a sign-in code mailed", PUBLIC, .success = 202,
     .body = &email_input_shape, .answer = &code_request_shape,
     .refusals = {STATUS_CODE_REQUESTED_TOO_SOON, STATUS_SIGN_IN_LOCKED}, .handler = sign_in_handle_email_code},
    {HTTP_POST, "/api/auth/email-verify", "auth_email_verify", "Sign in with a mailed code", PUBLIC, .success = 200,
     .body = &email_verify_input_shape, .answer = &sign_in_shape,
     .refusals = {STATUS_WRONG_CODE, STATUS_SIGN_IN_LOCKED}, .handler = sign_in_handle_email},
    {HTTP_GET, "/api/auth/twitter", "auth_twitter", "Begin to bind an X account", USER, .success = 200,
     .answer = &twitter_begin_shape, .handler = profile_handle_begin_twitter},
    {HTTP_POST, "/api/auth/twitter-bind", "auth_twitter_bind", "Bind the X account one comes back from", USER,
     RATE_WRITE, ROUTE_OUTBOUND, .body = &twitter_bind_input_shape, .success = 200, .answer = &user_shape,
     .refusals = {STATUS_TWITTER_TAKEN, STATUS_RULE_REFUSED, STATUS_PROVIDER_REFUSED},
     .handler = profile_handle_bind_twitter},
    {HTTP_POST, "/api/auth/logout", "auth_logout", "End this session", USER, RATE_WRITE, .success = 204,
     .handler = sessions_handle_logout},
    {HTTP_GET, "/api/auth/sessions", "auth_sessions", "One's sessions that are alive", USER, .flags = ROUTE_PAGE,
     .success = 200, .answer = &session_row_shape, .handler = sessions_handle_list},
    {HTTP_DELETE, "/api/auth/sessions", "auth_end_sessions", "End all of one's sessions", USER, RATE_WRITE,
     .success = 204, .handler = sessions_handle_revoke_all},
    {HTTP_DELETE, "/api/auth/sessions/{id}", "auth_end_session", "End one of one's sessions", USER, RATE_WRITE,
     .success = 204, .handler = sessions_handle_revoke},

    {HTTP_GET, "/api/me", "me_show", "Oneself", USER, .success = 200, .answer = &user_shape,
     .handler = profile_handle_show},
    {HTTP_PATCH, "/api/me", "me_change", "Change one's handle or avatar", USER, RATE_WRITE,
     .body = &profile_input_shape, .success = 200, .answer = &user_shape,
     .refusals = {STATUS_HANDLE_TAKEN, STATUS_HANDLE_RESERVED}, .handler = profile_handle_change},
    {HTTP_DELETE, "/api/me", "me_close", "Close one's account and erase what says who one is", USER, RATE_WRITE,
     .query = &close_query_shape, .success = 204,
     .refusals = {STATUS_ACCOUNT_NOT_EMPTY, STATUS_LISTING_RESERVED, STATUS_CONFLICT}, .handler = profile_handle_close},
    {HTTP_GET, "/api/me/export", "me_export", "Everything kept about oneself", USER, .success = 200,
     .content_type = "application/json", .handler = profile_handle_export},
    {HTTP_PUT, "/api/me/wallets/{chain}", "me_bind_wallet", "Bind a wallet: solana or evm", USER, RATE_WRITE,
     .body = &bind_wallet_input_shape, .success = 200, .answer = &user_shape,
     .refusals = {STATUS_SIGNATURE_REFUSED, STATUS_WALLET_TAKEN}, .handler = profile_handle_bind_wallet},
    {HTTP_DELETE, "/api/me/wallets/{chain}", "me_remove_wallet", "Unbind a wallet", USER, RATE_WRITE, .success = 200,
     .answer = &user_shape, .refusals = {STATUS_LAST_WAY_IN}, .handler = profile_handle_remove_wallet},
    {HTTP_PUT, "/api/me/email", "me_bind_email", "Bind an e-mail address with a mailed code", USER, RATE_WRITE,
     .body = &bind_email_input_shape, .success = 200, .answer = &user_shape,
     .refusals = {STATUS_WRONG_CODE, STATUS_SIGN_IN_LOCKED, STATUS_EMAIL_TAKEN}, .handler = profile_handle_bind_email},
    {HTTP_DELETE, "/api/me/email", "me_remove_email", "Unbind the e-mail address", USER, RATE_WRITE, .success = 200,
     .answer = &user_shape, .refusals = {STATUS_LAST_WAY_IN}, .handler = profile_handle_remove_email},
    {HTTP_DELETE, "/api/me/twitter", "me_remove_twitter", "Unbind the X account", USER, RATE_WRITE, .success = 200,
     .answer = &user_shape, .handler = profile_handle_remove_twitter},
    {HTTP_GET, "/api/avatars/{seed}", "avatars_show", "The picture that follows from a seed", PUBLIC, .success = 200,
     .content_type = "image/svg+xml", .cache_seconds = ONE_DAY, .handler = profile_handle_avatar},

    {HTTP_GET, "/api/pack-series", "packs_list_series", "Series of packs", PUBLIC, .flags = ROUTE_PAGE | ROUTE_CACHED,
     .success = 200, .answer = &pack_series_shape, .cache_seconds = ONE_SECOND, .handler = packs_handle_list_series},
    {HTTP_GET, "/api/packs", "packs_list", "Packs, newest first unless sorted", PUBLIC,
     .flags = ROUTE_PAGE | ROUTE_CACHED, .query = &pack_query_shape, .success = 200, .answer = &pack_shape,
     .cache_seconds = ONE_SECOND, .handler = packs_handle_list},
    {HTTP_GET, "/api/packs/openings", "openings_list", "One's openings, newest first", USER, .flags = ROUTE_PAGE,
     .query = &plain_list_query_shape, .success = 200, .answer = &opening_shape, .handler = openings_handle_list},
    {HTTP_GET, "/api/packs/openings/{id}", "openings_show", "One of one's openings; a payment token opens it too",
     PERMISSION_PAYMENT, .success = 200, .answer = &opening_shape, .refusals = {STATUS_FORBIDDEN},
     .handler = openings_handle_show},
    {HTTP_GET, "/api/packs/openings/{id}/proof", "openings_proof", "Everything needed to recompute a draw", PUBLIC,
     .success = 200, .answer = &proof_shape, .handler = openings_handle_proof},
    {HTTP_GET, "/api/packs/{id}", "packs_show", "A pack", PUBLIC, .flags = ROUTE_CACHED, .success = 200,
     .answer = &pack_shape, .cache_seconds = ONE_SECOND, .handler = packs_handle_show},
    {HTTP_GET, "/api/packs/{id}/odds", "packs_odds", "What a pack can hold, and how likely", PUBLIC,
     .flags = ROUTE_CACHED, .success = 200, .answer = &odds_shape, .cache_seconds = ONE_SECOND,
     .handler = packs_handle_odds},
    {HTTP_POST, "/api/packs/confirm-payment", "packs_confirm_payment",
     "Say which transaction pays for an opening; a payment token may do it too", PERMISSION_PAYMENT, RATE_MONEY,
     ROUTE_MAY_WAIT, .body = &confirm_input_shape, .success = 200, .answer = &opening_shape,
     .refusals = {STATUS_FORBIDDEN, STATUS_NOT_FOUND, STATUS_TRANSACTION_ALREADY_USED, STATUS_QUOTE_EXPIRED,
                  STATUS_TRANSACTION_FAILED, STATUS_TRANSACTION_NOT_OURS, STATUS_RULE_REFUSED, STATUS_PAYMENT_CREDITED,
                  STATUS_WRONG_TOKEN},
     .handler = openings_handle_confirm},
    {HTTP_POST, "/api/packs/{id}/purchase", "packs_purchase",
     "Buy: with CREDIT and open at once, with SOL or USDC and be told how to pay", USER, RATE_MONEY, ROUTE_IDEMPOTENT,
     .body = &purchase_input_shape, .success = 201, .answer = &opening_shape,
     .refusals = {STATUS_NOT_ENOUGH_CREDIT, STATUS_ODDS_CHANGED, STATUS_SOLD_OUT, STATUS_PACK_NOT_ON_SALE,
                  STATUS_METHOD_UNAVAILABLE, STATUS_PURCHASE_TOO_SOON, STATUS_TOO_MANY_OPEN_QUOTES,
                  STATUS_PRICE_UNAVAILABLE},
     .handler = openings_handle_purchase},

    {HTTP_GET, "/api/fairness", "fairness_show", "The commitment for one's next opening", USER, .success = 200,
     .answer = &commitment_shape, .handler = fairness_handle_show},
    {HTTP_PUT, "/api/fairness", "fairness_choose", "Choose the client seed of one's next opening", USER, RATE_WRITE,
     .body = &client_seed_input_shape, .success = 200, .answer = &commitment_shape, .handler = fairness_handle_choose},
    {HTTP_GET, "/api/fairness/pools", "fairness_pools", "The committed orders of the pools, newest first", PUBLIC,
     .flags = ROUTE_PAGE, .query = &plain_list_query_shape, .success = 200, .answer = &pool_commitment_shape,
     .cache_seconds = ONE_SECOND, .handler = catalog_handle_pools},

    {HTTP_GET, "/api/nfts/{id}/image", "nfts_image", "A gem's picture, drawn from its properties", PUBLIC,
     .flags = ROUTE_CACHED, .success = 200, .content_type = "image/svg+xml", .cache_seconds = ONE_DAY,
     .handler = catalog_handle_picture},
    {HTTP_GET, "/api/vault", "vault_list", "One's gems", USER, .flags = ROUTE_PAGE, .query = &vault_query_shape,
     .success = 200, .answer = &vault_item_shape, .handler = vault_handle_list},
    {HTTP_GET, "/api/vault/{id}", "vault_show", "One gem with its provenance and values", USER, .success = 200,
     .answer = &vault_detail_shape, .handler = vault_handle_show},
    {HTTP_POST, "/api/vault/{id}/list", "vault_list_item", "Put a gem of one's own on the market", USER, RATE_MONEY,
     ROUTE_IDEMPOTENT, .body = &asking_price_input_shape, .success = 201, .answer = &listing_shape,
     .refusals = {STATUS_ITEM_NOT_FREE, STATUS_PRICE_TOO_LOW}, .handler = market_handle_list_item},
    {HTTP_POST, "/api/vault/{id}/delist", "vault_delist_item", "Take a gem of one's own off the market", USER,
     RATE_MONEY, ROUTE_IDEMPOTENT, .success = 200, .answer = &listing_shape,
     .refusals = {STATUS_LISTING_GONE, STATUS_LISTING_RESERVED}, .handler = market_handle_delist_item},

    {HTTP_GET, "/api/market/listings", "market_listings", "What is on sale, newest first unless sorted", PUBLIC,
     .flags = ROUTE_PAGE | ROUTE_CACHED, .query = &listing_query_shape, .success = 200, .answer = &listing_shape,
     .cache_seconds = ONE_SECOND, .handler = market_handle_listings},
    {HTTP_GET, "/api/market/facets", "market_facets", "How many are on sale of each kind, and at what prices", PUBLIC,
     .flags = ROUTE_CACHED, .query = &facets_query_shape, .success = 200, .answer = &facets_shape,
     .cache_seconds = ONE_SECOND, .handler = market_handle_facets},
    {HTTP_GET, "/api/market/trades", "market_trades", "What was sold, newest first; all, or of one gem", PUBLIC,
     .flags = ROUTE_PAGE, .query = &trade_query_shape, .success = 200, .answer = &trade_shape,
     .cache_seconds = ONE_SECOND, .handler = market_handle_trades},
    {HTTP_GET, "/api/market/prices", "market_prices",
     "What a gem, or a collection's gems, were sold for, day by day (UTC): the last 365 days with a trade", PUBLIC,
     .flags = ROUTE_PAGE, .query = &price_query_shape, .success = 200, .answer = &price_point_shape,
     .cache_seconds = ONE_SECOND, .handler = market_handle_prices},
    {HTTP_GET, "/api/market/listings/{id}", "market_listing", "A listing, also one that was sold or withdrawn", PUBLIC,
     .success = 200, .answer = &listing_shape, .cache_seconds = ONE_SECOND, .handler = market_handle_listing},
    {HTTP_GET, "/api/market/listings/{id}/image", "market_listing_image", "A listed gem's picture, as it was offered",
     PUBLIC, .flags = ROUTE_CACHED, .success = 200, .content_type = "image/svg+xml", .cache_seconds = ONE_DAY,
     .handler = catalog_handle_listing_picture},
    {HTTP_PATCH, "/api/market/listings/{id}", "market_reprice", "Change the price of a listing of one's own", USER,
     RATE_MONEY, .body = &asking_price_input_shape, .success = 200, .answer = &listing_shape,
     .refusals = {STATUS_FORBIDDEN, STATUS_LISTING_GONE, STATUS_LISTING_RESERVED, STATUS_PRICE_TOO_LOW},
     .handler = market_handle_reprice},
    {HTTP_POST, "/api/market/{listing_id}/buy", "market_buy",
     "Buy a listing at the price one saw: with CREDIT at once, with SOL or USDC and be told how to pay", USER,
     RATE_MONEY, ROUTE_IDEMPOTENT, .body = &buy_input_shape, .success = 200, .answer = &trade_shape,
     .other_success = 201, .other_answer = &market_purchase_shape,
     .refusals = {STATUS_NOT_ENOUGH_CREDIT, STATUS_LISTING_GONE, STATUS_LISTING_RESERVED, STATUS_PRICE_CHANGED,
                  STATUS_OWN_LISTING, STATUS_METHOD_UNAVAILABLE, STATUS_RESERVATION_LAPSED, STATUS_TOO_MANY_OPEN_QUOTES,
                  STATUS_PRICE_UNAVAILABLE},
     .handler = market_handle_buy},
    {HTTP_GET, "/api/me/trades", "me_trades", "What one sold and bought on the market, newest first", USER,
     .flags = ROUTE_PAGE, .query = &plain_list_query_shape, .success = 200, .answer = &trade_shape,
     .handler = market_handle_own_trades},

    {HTTP_GET, "/api/market/offers", "offers_list", "Offers one has made or been made, newest first", USER,
     .flags = ROUTE_PAGE, .query = &offer_query_shape, .success = 200, .answer = &offer_shape,
     .handler = offers_handle_list},
    {HTTP_PUT, "/api/market/offers/{id}", "offers_decide",
     "Accept or reject an offer one was made, or cancel one's own; accepted in escrow it is settled at once", USER,
     RATE_MONEY, ROUTE_IDEMPOTENT, .body = &offer_decision_input_shape, .success = 200, .answer = &offer_shape,
     .refusals = {STATUS_OFFER_NOT_OPEN, STATUS_OFFER_EXPIRED, STATUS_LISTING_RESERVED, STATUS_LISTING_GONE,
                  STATUS_CONFLICT},
     .handler = offers_handle_decide},
    {HTTP_POST, "/api/market/offers/{id}/pay", "offers_pay",
     "Pay an accepted offer: with CREDIT at once, with SOL or USDC and be told how", USER, RATE_MONEY, ROUTE_IDEMPOTENT,
     .body = &offer_payment_input_shape, .success = 200, .answer = &trade_shape, .other_success = 201,
     .other_answer = &market_purchase_shape,
     .refusals = {STATUS_OFFER_NOT_OPEN, STATUS_OFFER_EXPIRED, STATUS_PRICE_CHANGED, STATUS_LISTING_RESERVED,
                  STATUS_LISTING_GONE, STATUS_NOT_ENOUGH_CREDIT, STATUS_METHOD_UNAVAILABLE, STATUS_TOO_MANY_OPEN_QUOTES,
                  STATUS_PRICE_UNAVAILABLE},
     .handler = offers_handle_pay},
    {HTTP_GET, "/api/market/purchases/{id}", "market_purchase_show", "One of one's purchases that is paid on chain",
     USER, .success = 200, .answer = &market_purchase_shape, .handler = market_purchase_handle_show},
    {HTTP_POST, "/api/market/purchases/{id}/confirm", "market_purchase_confirm",
     "Say which transaction pays for a purchase on the market", USER, RATE_MONEY, ROUTE_MAY_WAIT,
     .body = &purchase_claim_input_shape, .success = 200, .answer = &market_purchase_shape,
     .refusals = {STATUS_TRANSACTION_ALREADY_USED, STATUS_QUOTE_EXPIRED, STATUS_TRANSACTION_FAILED,
                  STATUS_TRANSACTION_NOT_OURS, STATUS_RULE_REFUSED, STATUS_PAYMENT_CREDITED, STATUS_WRONG_TOKEN},
     .handler = market_purchase_handle_confirm},
    {HTTP_POST, "/api/market/{listing_id}/offer", "offers_make", "Offer less than the asking price", USER, RATE_MONEY,
     ROUTE_IDEMPOTENT, .body = &offer_input_shape, .success = 201, .answer = &offer_shape,
     .refusals = {STATUS_OWN_LISTING, STATUS_LISTING_GONE, STATUS_LISTING_RESERVED, STATUS_OFFER_EXISTS,
                  STATUS_PRICE_CHANGED, STATUS_OFFER_TOO_HIGH, STATUS_NOT_ENOUGH_CREDIT},
     .handler = offers_handle_make},

    {HTTP_GET, "/api/vault/{id}/buyback-quote", "vault_buyback_quote", "What a gem brings now, sold to the platform",
     USER, .success = 200, .answer = &buyback_quote_shape, .refusals = {STATUS_ITEM_NOT_FREE},
     .handler = buyback_handle_quote},
    {HTTP_POST, "/api/vault/{id}/buyback", "vault_buyback", "Ask the platform to buy a gem; somebody decides", USER,
     RATE_MONEY, ROUTE_IDEMPOTENT, .body = &buyback_input_shape, .success = 201, .answer = &buyback_shape,
     .refusals = {STATUS_ITEM_NOT_FREE, STATUS_ADDRESS_NOT_CONFIRMED, STATUS_ADDRESS_DENIED, STATUS_METHOD_UNAVAILABLE,
                  STATUS_RULE_REFUSED, STATUS_DAILY_LIMIT},
     .handler = buyback_handle_request},
    {HTTP_POST, "/api/vault/{id}/instant-sell", "vault_instant_sell", "Sell a gem to the platform at once, for credit",
     USER, RATE_MONEY, ROUTE_IDEMPOTENT, .body = &instant_sale_input_shape, .success = 200,
     .answer = &instant_sale_shape,
     .refusals = {STATUS_ITEM_NOT_FREE, STATUS_PRICE_CHANGED, STATUS_RULE_REFUSED, STATUS_DAILY_LIMIT},
     .handler = buyback_handle_sell},
    {HTTP_GET, "/api/buyback", "buyback_list", "What one has sold to the platform or asked it to buy, newest first",
     USER, .flags = ROUTE_PAGE, .query = &plain_list_query_shape, .success = 200, .answer = &buyback_shape,
     .handler = buyback_handle_list},
    {HTTP_GET, "/api/buyback/{id}", "buyback_show", "One of these", USER, .success = 200, .answer = &buyback_shape,
     .handler = buyback_handle_show},
    {HTTP_DELETE, "/api/buyback/{id}", "buyback_withdraw", "Take a request back that is not decided", USER, RATE_WRITE,
     .success = 204, .refusals = {STATUS_BUYBACK_NOT_PENDING}, .handler = buyback_handle_withdraw},

    {HTTP_GET, "/api/wallet/balance", "wallet_balance", "One's credit", USER, .success = 200,
     .answer = &wallet_balance_shape, .handler = ledger_handle_balance},
    {HTTP_POST, "/api/wallet/deposit/stripe", "wallet_deposit_stripe", "Top up by card: where to send the browser",
     USER, RATE_MONEY, ROUTE_IDEMPOTENT | ROUTE_OUTBOUND, .body = &card_deposit_input_shape, .success = 201,
     .answer = &card_deposit_shape, .refusals = {STATUS_METHOD_UNAVAILABLE, STATUS_PROVIDER_REFUSED},
     .handler = deposits_handle_card},
    {HTTP_POST, "/api/wallet/deposit/usdc", "wallet_deposit_usdc", "Top up with USDC: how to pay", USER, RATE_MONEY,
     ROUTE_IDEMPOTENT, .body = &chain_deposit_input_shape, .success = 201, .answer = &chain_deposit_shape,
     .refusals = {STATUS_METHOD_UNAVAILABLE, STATUS_TOO_MANY_OPEN_QUOTES}, .handler = deposits_handle_usdc},
    {HTTP_POST, "/api/wallet/deposit/sol", "wallet_deposit_sol", "Top up with SOL: how to pay", USER, RATE_MONEY,
     ROUTE_IDEMPOTENT, .body = &chain_deposit_input_shape, .success = 201, .answer = &chain_deposit_shape,
     .refusals = {STATUS_METHOD_UNAVAILABLE, STATUS_TOO_MANY_OPEN_QUOTES, STATUS_PRICE_UNAVAILABLE},
     .handler = deposits_handle_sol},
    {HTTP_POST, "/api/wallet/deposit/cross-chain", "wallet_deposit_cross_chain",
     "Top up from another chain: until a provider is set up, 501", USER, RATE_MONEY, .body = &chain_deposit_input_shape,
     .success = 201, .answer = &chain_deposit_shape, .refusals = {STATUS_NOT_CONFIGURED},
     .handler = deposits_handle_cross_chain},
    {HTTP_GET, "/api/wallet/deposits", "wallet_deposits", "One's top-ups, newest first", USER, .flags = ROUTE_PAGE,
     .query = &plain_list_query_shape, .success = 200, .answer = &deposit_shape, .handler = deposits_handle_list},
    {HTTP_GET, "/api/wallet/deposits/{id}", "wallet_deposit_show", "One of one's top-ups", USER, .success = 200,
     .answer = &deposit_shape, .handler = deposits_handle_show},
    {HTTP_POST, "/api/wallet/deposits/{id}/confirm", "wallet_deposit_confirm",
     "Say which transaction pays for a top-up", USER, RATE_MONEY, ROUTE_MAY_WAIT, .body = &claim_input_shape,
     .success = 200, .answer = &deposit_shape,
     .refusals = {STATUS_TRANSACTION_ALREADY_USED, STATUS_QUOTE_EXPIRED, STATUS_TRANSACTION_FAILED,
                  STATUS_TRANSACTION_NOT_OURS, STATUS_RULE_REFUSED, STATUS_PAYMENT_CREDITED, STATUS_WRONG_TOKEN},
     .handler = deposits_handle_claim},
    {HTTP_POST, "/api/wallet/withdraw", "wallet_withdraw", "Have credit sent to a wallet as USDC", USER, RATE_MONEY,
     ROUTE_IDEMPOTENT, .body = &withdrawal_input_shape, .success = 201, .answer = &withdrawal_shape,
     .refusals = {STATUS_ADDRESS_NOT_CONFIRMED, STATUS_ADDRESS_DENIED, STATUS_RULE_REFUSED, STATUS_DAILY_LIMIT,
                  STATUS_NOT_ENOUGH_CREDIT, STATUS_METHOD_UNAVAILABLE},
     .handler = withdrawals_handle_request},
    {HTTP_GET, "/api/wallet/withdrawals", "wallet_withdrawals", "One's withdrawals, newest first", USER,
     .flags = ROUTE_PAGE, .query = &plain_list_query_shape, .success = 200, .answer = &withdrawal_shape,
     .handler = withdrawals_handle_list},
    {HTTP_GET, "/api/wallet/withdrawals/{id}", "wallet_withdrawal_show", "One of one's withdrawals", USER,
     .success = 200, .answer = &withdrawal_shape, .handler = withdrawals_handle_show},
    {HTTP_DELETE, "/api/wallet/withdrawals/{id}", "wallet_withdrawal_cancel",
     "Take back a withdrawal that waits; the limit of the day stays used", USER, RATE_MONEY, .success = 200,
     .answer = &withdrawal_shape, .refusals = {STATUS_WITHDRAWAL_NOT_PENDING}, .handler = withdrawals_handle_cancel},
    {HTTP_GET, "/api/wallet/withdrawal-addresses", "wallet_addresses", "Where one may withdraw to besides the wallet",
     USER, .flags = ROUTE_PAGE, .success = 200, .answer = &withdrawal_address_shape,
     .handler = withdrawals_handle_addresses},
    {HTTP_POST, "/api/wallet/withdrawal-addresses", "wallet_address_add",
     "Add an address to withdraw to: a code to confirm it is mailed", USER, RATE_WRITE,
     .body = &withdrawal_address_input_shape, .success = 202, .answer = &withdrawal_address_code_shape,
     .refusals = {STATUS_ALREADY_EXISTS, STATUS_RULE_REFUSED, STATUS_METHOD_UNAVAILABLE, STATUS_CODE_REQUESTED_TOO_SOON,
                  STATUS_SIGN_IN_LOCKED},
     .handler = withdrawals_handle_add_address},
    {HTTP_POST, "/api/wallet/withdrawal-addresses/{id}/confirm", "wallet_address_confirm",
     "Confirm an address with the mailed code", USER, RATE_WRITE, .body = &confirm_address_input_shape, .success = 200,
     .answer = &withdrawal_address_shape,
     .refusals = {STATUS_WRONG_CODE, STATUS_SIGN_IN_LOCKED, STATUS_RULE_REFUSED, STATUS_CONFLICT},
     .handler = withdrawals_handle_confirm_address},
    {HTTP_DELETE, "/api/wallet/withdrawal-addresses/{id}", "wallet_address_remove", "Remove an address", USER,
     RATE_WRITE, .success = 204, .handler = withdrawals_handle_remove_address},
    {HTTP_GET, "/api/payments/{reference}/qr", "payments_qr", "How to pay, as a code for a phone's wallet to scan",
     PUBLIC, .success = 200, .content_type = "image/svg+xml", .cache_seconds = ONE_DAY, .handler = payments_handle_qr},
    {HTTP_GET, "/api/wallet/entries", "wallet_entries", "One's statement, newest first; as text/csv with format=csv",
     USER, .flags = ROUTE_PAGE, .query = &statement_query_shape, .success = 200, .answer = &statement_entry_shape,
     .content_type = "text/csv", .handler = ledger_handle_statement},
};

const struct route_table api_routes = {routes, sizeof routes / sizeof *routes, BODY_MAXIMUM};
