/* The console's rows about batches of gems: imported at once by a script, or uploaded, looked through, and then
 * imported (E55). */
#ifndef GEM_BATCHES_ADMIN_H
#define GEM_BATCHES_ADMIN_H

#include "route.h"

extern const struct shape gem_batch_shape;
extern const struct shape gem_batch_detail_shape;

route_handler batches_handle_import_now;
route_handler batches_handle_list;
route_handler batches_handle_upload;
route_handler batches_handle_show;
route_handler batches_handle_import;

#endif
