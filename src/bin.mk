# The top: tables of what the programs answer and do, and the programs.
all_INCLUDES = $(feature_INCLUDES) -iquote $(srcdir)/src/routes $(base_INCLUDES) $(crypto_INCLUDES) $(json_INCLUDES) \
	$(db_INCLUDES) $(cache_INCLUDES) $(http_INCLUDES) $(view_INCLUDES) $(jobs_INCLUDES) $(provider_INCLUDES) $(chain_INCLUDES)

noinst_LIBRARIES += libroutes.a libembedded.a
noinst_PROGRAMS += gem-api gem-admin gem-hooks gem-worker gemctl

libroutes_a_CPPFLAGS = $(all_INCLUDES)
libroutes_a_SOURCES = \
	src/routes/admin_commands.c src/routes/admin_routes.c src/routes/admin_routes.h src/routes/api_routes.c src/routes/api_routes.h src/routes/command_table.c src/routes/command_table.h \
	src/routes/commands.c src/routes/commands.h src/routes/hook_routes.c src/routes/hook_routes.h src/routes/job_table.c src/routes/job_table.h src/routes/buyback_commands.c src/routes/money_commands.c src/routes/withdrawal_commands.c src/routes/operations.c \
	src/routes/routes_api.c src/routes/routes_api.h src/routes/templates.c src/routes/templates.h

libembedded_a_CPPFLAGS = $(base_INCLUDES)
nodist_libembedded_a_SOURCES = embedded_schema.c embedded_roles.c embedded_templates.c
BUILT_SOURCES += embedded_schema.c embedded_roles.c embedded_templates.c

embedded_schema.c: $(wildcard $(srcdir)/sql/schema/*.sql) $(srcdir)/script/embed $(srcdir)/sql/schema
	$(AM_V_GEN)$(PERL) $(srcdir)/script/embed texts embedded_schema $(srcdir)/sql/schema .sql >$@.new && mv $@.new $@

template_files = $(wildcard $(srcdir)/templates/*/*.mustache $(srcdir)/templates/*/*/*.mustache)

embedded_templates.c: $(template_files) $(srcdir)/script/embed
	$(AM_V_GEN)$(PERL) $(srcdir)/script/embed texts embedded_templates $(srcdir)/templates .mustache >$@.new && mv $@.new $@

embedded_roles.c: $(srcdir)/sql/roles.sql $(srcdir)/script/embed
	$(AM_V_GEN)$(PERL) $(srcdir)/script/embed texts embedded_roles $(srcdir)/sql roles.sql >$@.new && mv $@.new $@

# Features and what is below them, in the order in which they need each other.
below_routes = libfeature.a libprovider.a libchain.a libhttp.a libview.a libjobs.a libnet.a libcache.a libdb.a libjson_gem.a \
	libcrypto_gem.a libbase.a
foreign_libraries = -lfcgi $(JSON_LIBS) $(POSTGRES_LIBS) $(MEMCACHED_LIBS) $(CRYPTO_LIBS) $(CURL_LIBS) $(SECP256K1_LIBS) \
	$(QRENCODE_LIBS) -lm

gem_api_CPPFLAGS = $(all_INCLUDES)
gem_api_SOURCES = src/bin/gem_api.c
gem_api_LDADD = libroutes.a $(below_routes) $(foreign_libraries)

gem_admin_CPPFLAGS = $(all_INCLUDES)
gem_admin_SOURCES = src/bin/gem_admin.c
gem_admin_LDADD = libroutes.a libembedded.a $(below_routes) $(foreign_libraries)

gem_hooks_CPPFLAGS = $(all_INCLUDES)
gem_hooks_SOURCES = src/bin/gem_hooks.c
gem_hooks_LDADD = libroutes.a $(below_routes) $(foreign_libraries)

gem_worker_CPPFLAGS = $(all_INCLUDES)
gem_worker_SOURCES = src/bin/gem_worker.c
gem_worker_LDADD = libroutes.a libembedded.a $(below_routes) $(foreign_libraries)

gemctl_CPPFLAGS = $(all_INCLUDES)
gemctl_SOURCES = src/bin/gemctl.c
gemctl_LDADD = libroutes.a libembedded.a $(below_routes) $(foreign_libraries)
