#include "api_routes.h"

#include "accounts/accounts.h"
#include "accounts/email_code.h"
#include "accounts/profile_api.h"
#include "accounts/sessions.h"
#include "accounts/sessions_api.h"
#include "accounts/sign_in_api.h"
#include "accounts/wallet_proof.h"
#include "catalog/catalog_api.h"
#include "catalog/pools.h"
#include "fairness/fairness_api.h"
#include "fairness/seeds.h"
#include "health/health_api.h"
#include "ledger/ledger.h"
#include "ledger/ledger_api.h"
#include "list_query.h"
#include "openings/openings.h"
#include "openings/openings_api.h"
#include "openings/proof.h"
#include "packs/packs.h"
#include "packs/packs_api.h"
#include "routes_api.h"
#include "vault/vault.h"
#include "vault/vault_api.h"

enum { ONE_SECOND = 1, ONE_DAY = 86400 };

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
     .query = &close_query_shape, .success = 204, .refusals = {STATUS_ACCOUNT_NOT_EMPTY},
     .handler = profile_handle_close},
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
    {HTTP_POST, "/api/packs/{id}/purchase", "packs_purchase", "Buy and open", USER, RATE_MONEY, ROUTE_IDEMPOTENT,
     .body = &purchase_input_shape, .success = 201, .answer = &opening_shape,
     .refusals = {STATUS_NOT_ENOUGH_CREDIT, STATUS_ODDS_CHANGED, STATUS_SOLD_OUT, STATUS_PACK_NOT_ON_SALE,
                  STATUS_METHOD_UNAVAILABLE, STATUS_PURCHASE_TOO_SOON},
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

    {HTTP_GET, "/api/wallet/balance", "wallet_balance", "One's credit", USER, .success = 200,
     .answer = &wallet_balance_shape, .handler = ledger_handle_balance},
    {HTTP_GET, "/api/wallet/entries", "wallet_entries", "One's statement, newest first; as text/csv with format=csv",
     USER, .flags = ROUTE_PAGE, .query = &statement_query_shape, .success = 200, .answer = &statement_entry_shape,
     .content_type = "text/csv", .handler = ledger_handle_statement},
};

const struct route_table api_routes = {routes, sizeof routes / sizeof *routes};
