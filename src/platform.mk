# The ground floor: base, and the only folders that see a foreign library each.
base_INCLUDES = -iquote $(srcdir)/src/base
crypto_INCLUDES = -iquote $(srcdir)/src/crypto
json_INCLUDES = -iquote $(srcdir)/src/json
db_INCLUDES = -iquote $(srcdir)/src/db -iquote src/db
cache_INCLUDES = -iquote $(srcdir)/src/cache
net_INCLUDES = -iquote $(srcdir)/src/net

noinst_LIBRARIES += libbase.a libcrypto_gem.a libjson_gem.a libdb.a libcache.a libnet.a

libbase_a_CPPFLAGS = $(base_INCLUDES)
libbase_a_SOURCES = \
	src/base/arena.c src/base/arena.h src/base/clock.c src/base/clock.h src/base/config.c src/base/config.def \
	src/base/config.h src/base/context.c src/base/context.h src/base/embedded.h src/base/field_check.c \
	src/base/field_check.h src/base/id.c src/base/id.h src/base/log.c src/base/log.h src/base/metrics.c \
	src/base/metrics.def src/base/metrics.h src/base/money.c src/base/money.h src/base/service.c src/base/service.h \
	src/base/shape.c src/base/shape.h src/base/status.c src/base/status.def src/base/status.h src/base/text.c \
	src/base/text.h

libcrypto_gem_a_CPPFLAGS = $(base_INCLUDES) $(CRYPTO_CFLAGS) $(SECP256K1_CFLAGS)
libcrypto_gem_a_SOURCES = \
	src/crypto/base64.c src/crypto/base64.h \
	src/crypto/base64url.c src/crypto/base64url.h src/crypto/cursor.c src/crypto/cursor.h src/crypto/digest.c \
	src/crypto/digest.h src/crypto/ed25519.c src/crypto/ed25519.h src/crypto/jwt.c src/crypto/jwt.h src/crypto/key_recovery.c \
	src/crypto/key_recovery.h src/crypto/signature_header.c src/crypto/signature_header.h

libjson_gem_a_CPPFLAGS = $(base_INCLUDES) $(JSON_CFLAGS)
libjson_gem_a_SOURCES = \
	src/json/json_members.c src/json/json_members.h src/json/json_read.c src/json/json_read.h src/json/json_write.c \
	src/json/json_write.h

libdb_a_CPPFLAGS = $(base_INCLUDES) -iquote src/db $(POSTGRES_CFLAGS)
libdb_a_SOURCES = \
	src/db/db.c src/db/db.h src/db/db_error.c src/db/db_error.h src/db/db_rows.c src/db/db_rows.h
nodist_libdb_a_SOURCES = src/db/sql_statement.c src/db/sql_statement.h

libcache_a_CPPFLAGS = $(base_INCLUDES) $(MEMCACHED_CFLAGS)
libcache_a_SOURCES = src/cache/cache.c src/cache/cache.h

libnet_a_CPPFLAGS = $(base_INCLUDES) $(CURL_CFLAGS)
libnet_a_SOURCES = src/net/http_client.c src/net/http_client.h src/net/smtp_client.c src/net/smtp_client.h

# Statements: enumerated when the program is built.
sql_query_files = $(wildcard $(srcdir)/sql/query/*/*.sql)
BUILT_SOURCES += src/db/sql_statement.h src/db/sql_statement.c

src/db/sql_statement.h: $(sql_query_files) $(srcdir)/script/embed $(srcdir)/sql/query
	$(AM_V_GEN)$(MKDIR_P) src/db && $(PERL) $(srcdir)/script/embed statements-h $(srcdir)/sql/query >$@.new && mv $@.new $@

src/db/sql_statement.c: $(sql_query_files) $(srcdir)/script/embed $(srcdir)/sql/query
	$(AM_V_GEN)$(MKDIR_P) src/db && $(PERL) $(srcdir)/script/embed statements-c $(srcdir)/sql/query >$@.new && mv $@.new $@
