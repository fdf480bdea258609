/* The console's rows about money on chain: payments, the transactions they came with, and what is decided of those that
 * nobody could be matched with. */
#ifndef GEM_SETTLEMENT_ADMIN_H
#define GEM_SETTLEMENT_ADMIN_H

#include "route.h"

extern const struct shape admin_payments_query_shape;
extern const struct shape admin_payment_row_shape;
extern const struct shape admin_payment_shape;
extern const struct shape admin_transactions_query_shape;
extern const struct shape admin_transaction_row_shape;
extern const struct shape admin_transaction_shape;
extern const struct shape payment_assign_input_shape;

route_handler settlement_handle_payments;
route_handler settlement_handle_payment;
route_handler settlement_handle_assign;
route_handler settlement_handle_return;
route_handler settlement_handle_transactions;
route_handler settlement_handle_transaction;

#endif
