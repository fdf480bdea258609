# The second storey: what the product does, one folder for each noun; they include each other as "noun/file.h".
feature_INCLUDES = -iquote $(srcdir)/src/feature

noinst_LIBRARIES += libfeature.a

libfeature_a_CPPFLAGS = $(feature_INCLUDES) $(base_INCLUDES) $(crypto_INCLUDES) $(json_INCLUDES) $(db_INCLUDES) \
	$(cache_INCLUDES) $(http_INCLUDES) $(view_INCLUDES) $(jobs_INCLUDES) $(provider_INCLUDES) $(chain_INCLUDES)
libfeature_a_SOURCES = \
	src/feature/accounts/accounts.c src/feature/accounts/accounts.h src/feature/accounts/accounts_jobs.c \
	src/feature/accounts/accounts_jobs.h src/feature/accounts/avatar.c src/feature/accounts/avatar.h \
	src/feature/accounts/bindings.c src/feature/accounts/bindings.h src/feature/accounts/email_code.c \
	src/feature/accounts/email_code.h src/feature/accounts/profile.c src/feature/accounts/profile.h \
	src/feature/accounts/profile_api.c src/feature/accounts/profile_api.h src/feature/accounts/sessions.c \
	src/feature/accounts/sessions.h src/feature/accounts/sessions_api.c src/feature/accounts/sessions_api.h \
	src/feature/accounts/sign_in.c src/feature/accounts/sign_in.h src/feature/accounts/sign_in_api.c \
	src/feature/accounts/sign_in_api.h src/feature/accounts/twitter.c src/feature/accounts/twitter.h \
	src/feature/accounts/wallet_input.h src/feature/accounts/wallet_proof.c src/feature/accounts/wallet_proof.h \
	src/feature/adjustments/adjustments.c src/feature/adjustments/adjustments.h \
	src/feature/adjustments/adjustments_admin.c src/feature/adjustments/adjustments_admin.h \
	src/feature/admins/admin_sessions.c src/feature/admins/admin_sessions.h src/feature/admins/admins.c \
	src/feature/admins/admins.h src/feature/admins/admins_admin.c src/feature/admins/admins_admin.h \
	src/feature/audit/audit.c src/feature/audit/audit.h src/feature/audit/audit_admin.c \
	src/feature/audit/audit_admin.h \
	src/feature/buyback/buyback.c src/feature/buyback/buyback.h src/feature/buyback/buyback_admin.c \
	src/feature/buyback/buyback_admin.h src/feature/buyback/buyback_api.c src/feature/buyback/buyback_api.h \
	src/feature/buyback/buyback_jobs.c src/feature/buyback/buyback_jobs.h src/feature/buyback/buyback_review.c \
	src/feature/buyback/buyback_review.h src/feature/buyback/buyback_rows.c src/feature/buyback/buyback_rows.h \
	src/feature/catalog/batches.c src/feature/catalog/batches.h src/feature/catalog/batches_admin.c \
	src/feature/catalog/batches_admin.h src/feature/catalog/catalog_api.c src/feature/catalog/catalog_api.h \
	src/feature/catalog/gem_facets.c src/feature/catalog/gem_facets.h src/feature/catalog/gem_light.c \
	src/feature/catalog/gem_light.h src/feature/catalog/gem_picture.c src/feature/catalog/gem_picture.h \
	src/feature/catalog/gem_tint.c src/feature/catalog/gem_tint.h src/feature/catalog/gems.c \
	src/feature/catalog/gems.h src/feature/catalog/gems_admin.c src/feature/catalog/gems_admin.h \
	src/feature/catalog/nft_import.c src/feature/catalog/nft_import.h src/feature/catalog/pool_order.c \
	src/feature/catalog/pool_order.h src/feature/catalog/pools.c src/feature/catalog/pools.h \
	src/feature/catalog/rarity.c src/feature/catalog/rarity.h \
	src/feature/console/console_door.c src/feature/console/console_door.h src/feature/console/console_form.c \
	src/feature/console/console_form.h src/feature/console/console_format.c src/feature/console/console_format.h \
	src/feature/console/console_list.c src/feature/console/console_list.h src/feature/console/console_menu.c \
	src/feature/console/console_menu.h src/feature/console/console_page.c src/feature/console/console_page.h \
	src/feature/console/console_roles.c src/feature/console/console_roles.h src/feature/console/console_view.c \
	src/feature/console/console_view.h src/feature/console/console_waiting.c src/feature/console/console_waiting.h \
	src/feature/console/console_write.c src/feature/console/console_write.h \
	src/feature/dashboard/dashboard.c src/feature/dashboard/dashboard.h src/feature/dashboard/dashboard_admin.c \
	src/feature/dashboard/dashboard_admin.h \
	src/feature/deposits/card.c src/feature/deposits/card.h src/feature/deposits/card_disputes.c \
	src/feature/deposits/card_events.c src/feature/deposits/card_refunds.c src/feature/deposits/card_returns.h \
	src/feature/deposits/card_source.c src/feature/deposits/card_source.h src/feature/deposits/deposit_review.c \
	src/feature/deposits/deposit_review.h src/feature/deposits/deposit_rows.h src/feature/deposits/deposits.c \
	src/feature/deposits/deposits.h src/feature/deposits/deposits_admin.c src/feature/deposits/deposits_admin.h \
	src/feature/deposits/deposits_api.c src/feature/deposits/deposits_api.h \
	src/feature/fairness/draw.c src/feature/fairness/draw.h src/feature/fairness/fairness_api.c \
	src/feature/fairness/fairness_api.h src/feature/fairness/seeds.c src/feature/fairness/seeds.h \
	src/feature/fairness/version_hash.c src/feature/fairness/version_hash.h \
	src/feature/health/health_api.c src/feature/health/health_api.h \
	src/feature/inbox/inbox.c src/feature/inbox/inbox.h src/feature/inbox/inbox_admin.c \
	src/feature/inbox/inbox_admin.h src/feature/inbox/inbox_hooks.c src/feature/inbox/inbox_hooks.h \
	src/feature/ledger/ledger.c src/feature/ledger/ledger.h src/feature/ledger/ledger_admin.c \
	src/feature/ledger/ledger_admin.h src/feature/ledger/ledger_api.c src/feature/ledger/ledger_api.h \
	src/feature/ledger/ledger_browser.c src/feature/ledger/ledger_browser.h src/feature/ledger/ledger_jobs.c \
	src/feature/ledger/ledger_jobs.h src/feature/ledger/purse_checks.c src/feature/ledger/purse_checks.h \
	src/feature/limits/limits.c src/feature/limits/limits.h \
	src/feature/market/chain_purchase.c src/feature/market/chain_purchase.h src/feature/market/chain_purchase_api.c \
	src/feature/market/chain_purchase_api.h src/feature/market/credit_purchase.c \
	src/feature/market/credit_purchase.h src/feature/market/listing_search.c src/feature/market/listing_search.h \
	src/feature/market/listings.c src/feature/market/listings.h src/feature/market/market_api.c \
	src/feature/market/market_api.h src/feature/market/offer_endings.c src/feature/market/offer_lock.c \
	src/feature/market/offer_lock.h src/feature/market/offers.c src/feature/market/offers.h \
	src/feature/market/offers_api.c src/feature/market/offers_api.h src/feature/market/sale.c \
	src/feature/market/sale.h src/feature/market/trades.c src/feature/market/trades.h \
	src/feature/openings/opening_draw.c src/feature/openings/opening_draw.h src/feature/openings/opening_payment.c \
	src/feature/openings/openings.c src/feature/openings/openings.h src/feature/openings/openings_api.c \
	src/feature/openings/openings_api.h src/feature/openings/openings_jobs.c src/feature/openings/openings_jobs.h \
	src/feature/openings/proof.c src/feature/openings/proof.h src/feature/openings/purchase.c \
	src/feature/operations/alerts.c src/feature/operations/alerts.h src/feature/operations/jobs_admin.c \
	src/feature/operations/jobs_admin.h src/feature/operations/system_admin.c src/feature/operations/system_admin.h \
	src/feature/packs/odds_bar.c src/feature/packs/odds_bar.h src/feature/packs/pack_import.c \
	src/feature/packs/pack_import.h src/feature/packs/pack_manage.c src/feature/packs/pack_manage.h \
	src/feature/packs/pack_simulation.c src/feature/packs/pack_simulation.h src/feature/packs/pack_version.c \
	src/feature/packs/pack_version.h src/feature/packs/packs.c src/feature/packs/packs.h \
	src/feature/packs/packs_admin.c src/feature/packs/packs_admin.h src/feature/packs/packs_api.c \
	src/feature/packs/packs_api.h src/feature/packs/series_admin.c src/feature/packs/series_admin.h \
	src/feature/payments/claims.c src/feature/payments/payments.h src/feature/payments/payments_api.c \
	src/feature/payments/payments_api.h src/feature/payments/quotes.c \
	src/feature/payouts/closing.c src/feature/payouts/payout_attempt.h src/feature/payouts/payout_step.c \
	src/feature/payouts/payout_step.h src/feature/payouts/payouts.c src/feature/payouts/payouts.h \
	src/feature/payouts/payouts_admin.c src/feature/payouts/payouts_admin.h src/feature/payouts/review.c \
	src/feature/payouts/sending.c src/feature/payouts/signing.c \
	src/feature/prices/prices.c src/feature/prices/prices.h \
	src/feature/settlement/booking.c src/feature/settlement/booking.h src/feature/settlement/decision.c \
	src/feature/settlement/decision.h src/feature/settlement/purse.c src/feature/settlement/purse.h \
	src/feature/settlement/settlement.h src/feature/settlement/settlement_admin.c \
	src/feature/settlement/settlement_admin.h src/feature/settlement/treasury.c src/feature/settlement/unmatched.c \
	src/feature/settlement/verify.c \
	src/feature/users/users.c src/feature/users/users.h src/feature/users/users_admin.c \
	src/feature/users/users_admin.h \
	src/feature/vault/vault.c src/feature/vault/vault.h src/feature/vault/vault_api.c src/feature/vault/vault_api.h \
	src/feature/withdrawals/addresses.c src/feature/withdrawals/addresses.h src/feature/withdrawals/release.c \
	src/feature/withdrawals/review.c src/feature/withdrawals/withdrawal_rows.c \
	src/feature/withdrawals/withdrawal_rows.h src/feature/withdrawals/withdrawals.c \
	src/feature/withdrawals/withdrawals.h src/feature/withdrawals/withdrawals_admin.c \
	src/feature/withdrawals/withdrawals_admin.h src/feature/withdrawals/withdrawals_api.c \
	src/feature/withdrawals/withdrawals_api.h
