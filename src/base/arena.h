/* Memory that ends with the request.
 *
 * A request, a job or a command owns one arena; everything it allocates lives until arena_clear() or arena_free().
 * Foreign resources (PGresults, JSON objects, curl handles) are tied to it with arena_defer(), so ordinary code never
 * frees. Allocation failure ends the process: the supervisor starts another and PostgreSQL rolls back. */
#ifndef GEM_ARENA_H
#define GEM_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);

/* Runs the deferred releases, newest first, then gives everything back. arena_free(NULL) is fine. */
void arena_free(struct arena *arena);

/* As arena_free(), but keeps one block for the next round, so a steady worker stops calling malloc. */
void arena_clear(struct arena *arena);

/* `size` zeroed bytes, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes each; the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of `length` bytes. */
char *arena_copy(struct arena *arena, const void *bytes, size_t length);

/* A copy of a C string; NULL stays NULL. */
char *arena_string(struct arena *arena, const char *string);

/* printf into the arena. */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_format_list(struct arena *arena, const char *format, va_list list) __attribute__((format(printf, 2, 0)));

/* Calls release(object) when the arena is cleared or freed. */
void arena_defer(struct arena *arena, void (*release)(void *object), void *object);

#endif
