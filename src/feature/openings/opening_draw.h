/* The draw of a paid opening inside its transaction: one path for a purchase with credit and for the worker that finds
 * an opening paid but not drawn. Private to this feature. */
#ifndef GEM_OPENING_DRAW_H
#define GEM_OPENING_DRAW_H

#include "fairness/draw.h"
#include "openings/openings.h"

enum { OPENING_QUANTITY_MAXIMUM = 10, DRAW_ROWS_MAXIMUM = 100 };

struct db_rows;

/* An opening that is paid: what its draw needs to know. */
struct paid_opening {
    const char *id;
    const char *user_id;
    const char *pack_id;
    const char *version_id;
    int64_t quantity;
    int64_t unit_price; /* micros */
    int64_t xp_reward;  /* for each unit handed out */
    int64_t nonce;
    const char *client_seed;
    const char *server_seed; /* hexadecimal */
};
extern const struct shape paid_opening_shape;

struct draw_outcome {
    const char *status; /* "OPENED", or "REFUNDED" when nothing at all was left */
    struct list items;  /* struct opening_item: the gems handed out */
};

struct drawing; /* lives in the context's arena */

/* Draws every unit and queues the taking of its gem into the vault. `row_results` are the rows of packs/draw_rows or
 * openings/draw_rows. What shares rows with other buyers is best queued after this call and before opening_draw_end().
 */
struct drawing *opening_draw_begin(struct context *context, const struct paid_opening *opening,
                                   const struct db_rows *row_results);

/* Flushes, tries units again whose pool turned out empty (E7), refunds those for which nothing was left, and queues,
 * for the commit, the end of the opening and the revealing of its seed. */
enum status opening_draw_end(struct drawing *drawing, struct draw_outcome *ret_outcome) MUST_CHECK;

#endif
