/* Booking one transaction that was read from the chain, in one database transaction. Private to this feature. */
#ifndef GEM_BOOKING_H
#define GEM_BOOKING_H

#include "context.h"
#include "solana_transaction.h"

/* Books every change of the treasury's balances. ret_opening_id: the opening that is now paid and waits to be drawn, or
 * NULL. Booked before: STATUS_OK, nothing changes. STATUS_PRICE_UNAVAILABLE when SOL came that only today's price can
 * value. */
enum status booking_settle(struct context *context, const char *transaction_id,
                           const struct solana_transaction *transaction, const char **ret_opening_id) MUST_CHECK;

#endif
