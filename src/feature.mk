# The second storey: what the product does, one folder for each noun; they include each other as "noun/file.h".
feature_INCLUDES = -iquote $(srcdir)/src/feature

noinst_LIBRARIES += libfeature.a

libfeature_a_CPPFLAGS = $(feature_INCLUDES) $(base_INCLUDES) $(crypto_INCLUDES) $(json_INCLUDES) $(db_INCLUDES) \
	$(cache_INCLUDES) $(http_INCLUDES) $(view_INCLUDES) $(jobs_INCLUDES) $(provider_INCLUDES) $(chain_INCLUDES)
libfeature_a_SOURCES = \
	src/feature/accounts/accounts.c src/feature/accounts/accounts.h src/feature/accounts/bindings.c \
	src/feature/accounts/bindings.h src/feature/accounts/profile.c src/feature/accounts/profile.h \
	src/feature/accounts/profile_api.c src/feature/accounts/profile_api.h src/feature/accounts/sessions_api.c \
	src/feature/accounts/sessions_api.h src/feature/accounts/sign_in_api.c src/feature/accounts/sign_in_api.h \
	src/feature/accounts/twitter.c src/feature/accounts/twitter.h src/feature/accounts/wallet_input.h \
	src/feature/accounts/wallet_proof.c src/feature/accounts/wallet_proof.h src/feature/accounts/accounts_jobs.c src/feature/accounts/accounts_jobs.h \
	src/feature/accounts/avatar.c src/feature/accounts/avatar.h src/feature/accounts/email_code.c \
	src/feature/accounts/email_code.h src/feature/accounts/sessions.c src/feature/accounts/sessions.h \
	src/feature/accounts/sign_in.c src/feature/accounts/sign_in.h \
	src/feature/catalog/catalog_api.c src/feature/catalog/catalog_api.h src/feature/catalog/gem_facets.c \
	src/feature/catalog/gem_facets.h src/feature/catalog/gem_light.c src/feature/catalog/gem_light.h \
	src/feature/catalog/gem_picture.c src/feature/catalog/gem_picture.h src/feature/catalog/gem_tint.c src/feature/catalog/gem_tint.h \
	src/feature/catalog/nft_import.c \
	src/feature/catalog/nft_import.h src/feature/catalog/pool_order.c src/feature/catalog/pool_order.h \
	src/feature/catalog/pools.c src/feature/catalog/pools.h src/feature/catalog/rarity.c src/feature/catalog/rarity.h \
	src/feature/fairness/draw.c src/feature/fairness/draw.h src/feature/fairness/fairness_api.c \
	src/feature/fairness/fairness_api.h src/feature/fairness/seeds.c src/feature/fairness/seeds.h \
	src/feature/fairness/version_hash.c src/feature/fairness/version_hash.h \
	src/feature/health/health_api.c src/feature/health/health_api.h \
	src/feature/ledger/ledger.c src/feature/ledger/ledger.h src/feature/ledger/ledger_api.c \
	src/feature/ledger/ledger_api.h src/feature/ledger/ledger_jobs.c src/feature/ledger/ledger_jobs.h \
	src/feature/openings/opening_draw.c src/feature/openings/opening_draw.h src/feature/openings/openings.c \
	src/feature/openings/openings.h src/feature/openings/openings_api.c src/feature/openings/openings_api.h \
	src/feature/openings/openings_jobs.c src/feature/openings/openings_jobs.h src/feature/openings/proof.c \
	src/feature/openings/proof.h src/feature/openings/purchase.c \
	src/feature/packs/pack_import.c src/feature/packs/pack_import.h src/feature/packs/pack_version.c \
	src/feature/packs/pack_version.h src/feature/packs/packs.c src/feature/packs/packs.h src/feature/packs/packs_api.c \
	src/feature/packs/packs_api.h \
	src/feature/vault/vault.c src/feature/vault/vault.h src/feature/vault/vault_api.c src/feature/vault/vault_api.h
