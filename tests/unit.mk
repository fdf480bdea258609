# Unit tests (libcheck): make check, or make unit-tests and run it with the names of suites.
check_PROGRAMS += unit-tests
TESTS = unit-tests

unit_tests_CPPFLAGS = $(all_INCLUDES) $(CHECK_CFLAGS) $(JSON_CFLAGS) -DGEM_TEST_DATA='"$(abs_srcdir)/tests/draw/vectors.json"' \
	-DGEM_TEST_VECTORS='"$(abs_srcdir)/tests/vectors"'
unit_tests_LDADD = $(below_routes) $(foreign_libraries) $(CHECK_LIBS)
unit_tests_SOURCES = \
	tests/unit/everything.c tests/unit/everything.h tests/unit/fixture.c tests/unit/fixture.h \
	tests/unit/stand_in.c tests/unit/stand_in.h tests/unit/stripe_stand_in.c tests/unit/stripe_stand_in.h tests/unit/suites.def \
	tests/unit/test_arena.c tests/unit/test_card.c tests/unit/test_settlement.c tests/unit/test_base64url.c tests/unit/test_clock.c tests/unit/test_config.c \
	tests/unit/test_console.c tests/unit/test_cursor.c tests/unit/test_digest.c tests/unit/test_draw.c tests/unit/test_draw_distribution.c \
	tests/unit/test_field_check.c tests/unit/test_id.c tests/unit/test_json_read.c tests/unit/test_json_write.c \
	tests/unit/test_jwt.c tests/unit/test_log.c tests/unit/test_mail.c tests/unit/test_metrics.c tests/unit/test_money.c tests/unit/test_multipart.c \
	tests/unit/test_mustache_specification.c tests/unit/test_openapi.c tests/unit/test_payout_step.c tests/unit/test_pictures.c \
	tests/unit/test_price.c tests/unit/test_proof.c tests/unit/test_purse.c tests/unit/test_screening.c \
	tests/unit/test_request_form.c tests/unit/test_shape.c tests/unit/test_signature_header.c tests/unit/test_signin.c \
	tests/unit/test_solana_address.c tests/unit/test_solana_message.c tests/unit/test_solana_pay.c \
	tests/unit/test_solana_rpc.c tests/unit/test_solana_transaction.c \
	tests/unit/test_status.c tests/unit/test_stripe.c tests/unit/test_stripe_event.c tests/unit/test_template.c \
	tests/unit/test_text.c tests/unit/test_wallet.c tests/unit/test_x.c tests/unit/unit_tests.c tests/unit/vectors.c tests/unit/vectors.h

# Automake makes BUILT_SOURCES first only for "all" and "check"; a single program needs them too.
$(libdb_a_OBJECTS) $(libhttp_a_OBJECTS) $(libjobs_a_OBJECTS) $(libfeature_a_OBJECTS) $(libroutes_a_OBJECTS): src/db/sql_statement.h

EXTRA_DIST += tests/draw/vectors.json tests/vectors
