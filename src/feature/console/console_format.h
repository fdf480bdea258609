/* How the console shows amounts, times and numbers to people; templates never format. All in the arena. */
#ifndef GEM_CONSOLE_FORMAT_H
#define GEM_CONSOLE_FORMAT_H

#include <stdint.h>

struct arena;

/* "$1,234.50", "-$0.000125": two decimals, up to six when they matter. NULL for MONEY_NONE. */
const char *console_money(struct arena *arena, int64_t micros);

/* The same to the cent, for what was computed: averages and expected values. */
const char *console_money_rounded(struct arena *arena, int64_t micros);

/* "1,234,567". */
const char *console_number(struct arena *arena, int64_t number);

/* "just now", "5 min ago", "in 3 h", "12 days ago"; a date from a month on. */
const char *console_ago(struct arena *arena, int64_t time, int64_t now);

/* "2026-11-25 23:10:04", UTC. */
const char *console_moment(struct arena *arena, int64_t time);

/* "…9c4f21ab": the end of an id, which is its random part. */
const char *console_short_id(struct arena *arena, const char *id);

/* "Asking price (USD)" for "asking_price_usd", "Pending payment" for "PENDING_PAYMENT", "Series" for "series_id". */
const char *console_label(struct arena *arena, const char *name);

#endif
