/* USD amounts: int64 micros (one millionth of a dollar), checked, and their text with exactly six decimals.
 *
 * The largest amount is MONEY_MAXIMUM (one trillion dollars), far from the limits of int64, and the same bound stands
 * in the database as NUMERIC(20,6). Rounding rule of the whole product: a share of an amount is rounded down, towards
 * zero, to the micro; what the rounding leaves stays with the side that was not the share's receiver. */
#ifndef GEM_MONEY_H
#define GEM_MONEY_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

#define MONEY_MAXIMUM INT64_C(1000000000000000000)
#define MONEY_CENT INT64_C(10000)
#define MONEY_NONE INT64_MIN /* no amount: JSON null, SQL NULL */

/* "25", "25.5" or "25.000000", a leading minus when `text` is negative; no blanks, plus sign, exponent or more than six
 * decimals, nothing beyond MONEY_MAXIMUM. False leaves ret_micros untouched. */
bool money_parse(const char *text, int64_t *ret_micros);

/* "25.000000" in the arena; NULL for MONEY_NONE. */
const char *money_text(struct arena *arena, int64_t micros);

/* STATUS_OVERFLOW when the result would leave ±MONEY_MAXIMUM. */
enum status money_add(int64_t left, int64_t right, int64_t *ret_micros) MUST_CHECK;
enum status money_multiply(int64_t micros, int64_t count, int64_t *ret_micros) MUST_CHECK;

/* `basis_points` hundredths of a percent of an amount (8500 = 85 %), rounded by the rule above. */
enum status money_share(int64_t micros, int64_t basis_points, int64_t *ret_micros) MUST_CHECK;

/* amount × numerator ÷ denominator, rounded by the rule above, of any whole quantities (lamports too). Both factors
 * must not be negative, and the denominator must be positive. */
enum status money_ratio(int64_t amount, int64_t numerator, int64_t denominator, int64_t *ret_quantity) MUST_CHECK;

#endif
