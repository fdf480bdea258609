/* Idempotency keys: a repeated POST gets the first answer, and the work is done once.
 *
 * The key is locked and looked up in the transaction's first round trip and stored, with the answer, in its last:
 * either the work and its answer are both there after a crash, or neither is. Only successes are kept, so a refused
 * request may be sent again under the same key once its cause is gone. */
#ifndef GEM_IDEMPOTENCY_H
#define GEM_IDEMPOTENCY_H

#include "response.h"

/* Checks the header's form; STATUS_INVALID_INPUT names it. */
enum status idempotency_check(struct request *request) MUST_CHECK;

/* Queues the lock and the look-up. The flush answers STATUS_REPLAYED with request->replayed_… set when the work was
 * done before, STATUS_IDEMPOTENCY_KEY_REUSED for another body, STATUS_REQUEST_IN_PROGRESS while the first is still
 * running. */
void idempotency_guard(struct request *request);

/* Gives the lock of a request back that is no transaction, whose end would. */
void idempotency_release(struct request *request);

/* Queues the storing of a success. */
void idempotency_store(struct request *request, const struct response *response);

#endif
