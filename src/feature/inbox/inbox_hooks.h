/* What gem-hooks answers: each handler checks the signature over the raw body, stores the event and says 200. A wrong
 * signature stores nothing and gets 401. A service whose secret is not set is refused. */
#ifndef GEM_INBOX_HOOKS_H
#define GEM_INBOX_HOOKS_H

#include "response.h"

extern const struct shape shippo_hook_query_shape;

enum status inbox_handle_stripe(struct request *request, struct response *response) MUST_CHECK;
enum status inbox_handle_solana(struct request *request, struct response *response) MUST_CHECK;
enum status inbox_handle_shippo(struct request *request, struct response *response) MUST_CHECK;
enum status inbox_handle_activity(struct request *request, struct response *response) MUST_CHECK;

#endif
