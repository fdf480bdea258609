/* Answers anybody may see: how long they may be kept, what identifies them, and their copy in memcached where nginx
 * itself finds it. */
#ifndef GEM_PUBLIC_READ_H
#define GEM_PUBLIC_READ_H

#include "response.h"

/* Adds Cache-Control to every answer, and for a success of a public route ETag, 304 for a caller who has it already,
 * and the copy in memcached (ROUTE_CACHED, without a query). */
void public_read_finish(struct request *request, struct response *response);

#endif
