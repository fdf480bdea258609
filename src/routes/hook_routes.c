#include "hook_routes.h"

#include "inbox/inbox.h"
#include "inbox/inbox_hooks.h"

static const struct route routes[] = {
    {HTTP_POST, "/hooks/stripe", "hooks_stripe", "Events of Stripe", PERMISSION_PUBLIC, .success = 200,
     .answer = &empty_shape, .refusals = {STATUS_WEBHOOK_REFUSED}, .handler = inbox_handle_stripe},
    {HTTP_POST, "/hooks/solana", "hooks_solana", "Transactions of watched addresses, by Helius", PERMISSION_PUBLIC,
     .success = 200, .answer = &empty_shape, .refusals = {STATUS_WEBHOOK_REFUSED}, .handler = inbox_handle_solana},
    {HTTP_POST, "/hooks/shippo", "hooks_shippo", "Where parcels are, by Shippo", PERMISSION_PUBLIC,
     .query = &shippo_hook_query_shape, .success = 200, .answer = &empty_shape, .refusals = {STATUS_WEBHOOK_REFUSED},
     .handler = inbox_handle_shippo},
    {HTTP_POST, "/hooks/activity", "hooks_activity", "What people did elsewhere, for badges", PERMISSION_PUBLIC,
     .success = 200, .answer = &empty_shape, .refusals = {STATUS_WEBHOOK_REFUSED}, .handler = inbox_handle_activity},
};

const struct route_table hook_routes = {routes, sizeof routes / sizeof *routes, INBOX_BODY_MAXIMUM};
