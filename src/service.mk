# The first storey: what every program needs above the platform, and the outside services.
view_INCLUDES = -iquote $(srcdir)/src/view
http_INCLUDES = -iquote $(srcdir)/src/http
jobs_INCLUDES = -iquote $(srcdir)/src/jobs
provider_INCLUDES = -iquote $(srcdir)/src/provider
chain_INCLUDES = -iquote $(srcdir)/src/chain

noinst_LIBRARIES += libview.a libhttp.a libjobs.a libprovider.a libchain.a

libview_a_CPPFLAGS = $(base_INCLUDES) $(QRENCODE_CFLAGS)
libview_a_SOURCES = \
	src/view/chart.c src/view/chart.h src/view/qr.c src/view/qr.h src/view/slice.c src/view/slice.h src/view/template.c src/view/template.h src/view/template_line.c \
	src/view/template_parse.c src/view/template_render.c src/view/template_token.c src/view/template_token.h \
	src/view/template_tree.h src/view/view_value.c src/view/view_value.h

libhttp_a_CPPFLAGS = $(base_INCLUDES) $(crypto_INCLUDES) $(json_INCLUDES) $(db_INCLUDES) $(cache_INCLUDES)
libhttp_a_SOURCES = \
	src/http/fcgi_loop.c src/http/fcgi_loop.h src/http/address_list.c src/http/address_list.h src/http/form.c src/http/form.h src/http/form_list.c src/http/form_list.h src/http/idempotency.c src/http/idempotency.h src/http/openapi.c \
	src/http/openapi.h src/http/openapi_json.c src/http/openapi_json.h src/http/openapi_response.c \
	src/http/openapi_response.h src/http/openapi_schema.c src/http/openapi_schema.h src/http/list_query.c \
	src/http/list_query.h src/http/multipart.c src/http/multipart.h src/http/public_read.c src/http/public_read.h \
	src/http/rate_limit.c src/http/rate_limit.h src/http/request.c src/http/request.h \
	src/http/response.c src/http/response.h src/http/route.h src/http/router.c src/http/router.h src/http/session.c \
	src/http/session.h

libjobs_a_CPPFLAGS = $(base_INCLUDES) $(db_INCLUDES)
libjobs_a_SOURCES = \
	src/jobs/queue.c src/jobs/queue.h src/jobs/runner.c src/jobs/runner.h src/jobs/schedule.c src/jobs/schedule.h \
	src/jobs/worker_loop.c src/jobs/worker_loop.h

libprovider_a_CPPFLAGS = $(base_INCLUDES) $(crypto_INCLUDES) $(json_INCLUDES) $(net_INCLUDES)
libprovider_a_SOURCES = \
	src/provider/mail.c src/provider/mail.h src/provider/mail_message.c src/provider/mail_message.h \
	src/provider/price.c src/provider/price.h src/provider/stripe.c src/provider/stripe.h src/provider/stripe_call.c \
	src/provider/screening.c src/provider/screening.h \
	src/provider/stripe_call.h src/provider/stripe_event.c src/provider/x.c src/provider/x.h

libchain_a_CPPFLAGS = $(base_INCLUDES) $(crypto_INCLUDES) $(json_INCLUDES) $(net_INCLUDES)
libchain_a_SOURCES = \
	src/chain/base58.c src/chain/base58.h src/chain/keccak.c src/chain/keccak.h src/chain/signin.c src/chain/signin.h \
	src/chain/solana_address.c src/chain/solana_address.h src/chain/solana_history.c src/chain/solana_history.h \
	src/chain/solana_key.c src/chain/solana_key.h src/chain/solana_message.c src/chain/solana_message.h \
	src/chain/solana_nodes.c src/chain/solana_nodes.h src/chain/solana_pay.c src/chain/solana_pay.h \
	src/chain/solana_payout.c src/chain/solana_payout.h src/chain/solana_rpc.c src/chain/solana_rpc.h \
	src/chain/solana_transaction.c src/chain/solana_transaction.h src/chain/wallet.c src/chain/wallet.h
