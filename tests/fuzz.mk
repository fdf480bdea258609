# Fuzz targets: ../configure CC=clang --enable-fuzzers, then make fuzzers; script/fuzz does both.
if FUZZERS
fuzzer_programs = fuzz_cursor fuzz_form fuzz_json fuzz_jwt fuzz_money fuzz_multipart fuzz_proof fuzz_signature_header \
	fuzz_signin fuzz_solana_transaction fuzz_stripe_event fuzz_template
fuzzer_includes = $(all_INCLUDES) -iquote $(srcdir)/tests/unit
fuzzer_flags = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzzer_libraries = libfuzz.a $(below_routes) $(foreign_libraries)

EXTRA_LIBRARIES = libfuzz.a
EXTRA_PROGRAMS = $(fuzzer_programs)
CLEANFILES += libfuzz.a $(fuzzer_programs)
.PHONY: fuzzers
fuzzers: $(fuzzer_programs)

libfuzz_a_CPPFLAGS = $(fuzzer_includes)
libfuzz_a_SOURCES = tests/fuzz/fuzz.c tests/fuzz/fuzz.h tests/unit/everything.c tests/unit/everything.h

fuzz_cursor_CPPFLAGS = $(fuzzer_includes)
fuzz_cursor_LDFLAGS = $(fuzzer_flags)
fuzz_cursor_LDADD = $(fuzzer_libraries)
fuzz_cursor_SOURCES = tests/fuzz/fuzz_cursor.c

fuzz_form_CPPFLAGS = $(fuzzer_includes)
fuzz_form_LDFLAGS = $(fuzzer_flags)
fuzz_form_LDADD = $(fuzzer_libraries)
fuzz_form_SOURCES = tests/fuzz/fuzz_form.c

fuzz_json_CPPFLAGS = $(fuzzer_includes)
fuzz_json_LDFLAGS = $(fuzzer_flags)
fuzz_json_LDADD = $(fuzzer_libraries)
fuzz_json_SOURCES = tests/fuzz/fuzz_json.c

fuzz_jwt_CPPFLAGS = $(fuzzer_includes)
fuzz_jwt_LDFLAGS = $(fuzzer_flags)
fuzz_jwt_LDADD = $(fuzzer_libraries)
fuzz_jwt_SOURCES = tests/fuzz/fuzz_jwt.c

fuzz_multipart_CPPFLAGS = $(fuzzer_includes)
fuzz_multipart_LDFLAGS = $(fuzzer_flags)
fuzz_multipart_LDADD = $(fuzzer_libraries)
fuzz_multipart_SOURCES = tests/fuzz/fuzz_multipart.c

fuzz_money_CPPFLAGS = $(fuzzer_includes)
fuzz_money_LDFLAGS = $(fuzzer_flags)
fuzz_money_LDADD = $(fuzzer_libraries)
fuzz_money_SOURCES = tests/fuzz/fuzz_money.c

fuzz_proof_CPPFLAGS = $(fuzzer_includes)
fuzz_proof_LDFLAGS = $(fuzzer_flags)
fuzz_proof_LDADD = $(fuzzer_libraries)
fuzz_proof_SOURCES = tests/fuzz/fuzz_proof.c

fuzz_signature_header_CPPFLAGS = $(fuzzer_includes)
fuzz_signature_header_LDFLAGS = $(fuzzer_flags)
fuzz_signature_header_LDADD = $(fuzzer_libraries)
fuzz_signature_header_SOURCES = tests/fuzz/fuzz_signature_header.c

fuzz_signin_CPPFLAGS = $(fuzzer_includes)
fuzz_signin_LDFLAGS = $(fuzzer_flags)
fuzz_signin_LDADD = $(fuzzer_libraries)
fuzz_signin_SOURCES = tests/fuzz/fuzz_signin.c

fuzz_stripe_event_CPPFLAGS = $(fuzzer_includes)
fuzz_stripe_event_LDFLAGS = $(fuzzer_flags)
fuzz_stripe_event_LDADD = $(fuzzer_libraries)
fuzz_stripe_event_SOURCES = tests/fuzz/fuzz_stripe_event.c

fuzz_solana_transaction_CPPFLAGS = $(fuzzer_includes)
fuzz_solana_transaction_LDFLAGS = $(fuzzer_flags)
fuzz_solana_transaction_LDADD = $(fuzzer_libraries)
fuzz_solana_transaction_SOURCES = tests/fuzz/fuzz_solana_transaction.c

fuzz_template_CPPFLAGS = $(fuzzer_includes)
fuzz_template_LDFLAGS = $(fuzzer_flags)
fuzz_template_LDADD = $(fuzzer_libraries)
fuzz_template_SOURCES = tests/fuzz/fuzz_template.c
endif
