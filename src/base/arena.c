#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK_SIZE = 16 * 1024, ARENA_ALIGNMENT = 16 };

struct block {
    struct block *next;
    size_t capacity;
    size_t used;
    _Alignas(ARENA_ALIGNMENT) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*release)(void *object);
    void *object;
};

struct arena {
    struct block *blocks; /* newest first; the oldest has the standard size and survives arena_clear() */
    struct deferred *deferred;
};

static void *must_allocate(size_t size) {
    void *memory = malloc(size);
    if (memory == NULL) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

static struct block *block_new(size_t capacity, struct block *next) {
    struct block *block = must_allocate(sizeof *block + capacity);
    block->next = next;
    block->capacity = capacity;
    block->used = 0;
    return block;
}

struct arena *arena_new(void) {
    struct arena *arena = must_allocate(sizeof *arena);
    arena->blocks = block_new(ARENA_BLOCK_SIZE, NULL);
    arena->deferred = NULL;
    return arena;
}

void arena_clear(struct arena *arena) {
    while (arena->deferred != NULL) {
        struct deferred *deferred = arena->deferred;
        arena->deferred = deferred->next;
        deferred->release(deferred->object);
    }
    while (arena->blocks->next != NULL) {
        struct block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
    arena->blocks->used = 0;
}

void arena_free(struct arena *arena) {
    if (arena == NULL)
        return;
    arena_clear(arena);
    free(arena->blocks);
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 2)
        abort();
    size_t rounded = (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    struct block *block = arena->blocks;
    if (block->capacity - block->used < rounded) {
        size_t capacity = rounded > ARENA_BLOCK_SIZE ? rounded : ARENA_BLOCK_SIZE;
        block = arena->blocks = block_new(capacity, block);
    }
    void *memory = block->bytes + block->used;
    block->used += rounded;
    memset(memory, 0, size);
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        abort();
    return arena_alloc(arena, total);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t length) {
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_string(struct arena *arena, const char *string) {
    return string == NULL ? NULL : arena_copy(arena, string, strlen(string));
}

char *arena_format_list(struct arena *arena, const char *format, va_list list) {
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    if (length < 0)
        abort();
    char *string = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(string, (size_t)length + 1, format, again);
    va_end(again);
    return string;
}

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list list;
    va_start(list, format);
    char *string = arena_format_list(arena, format, list);
    va_end(list);
    return string;
}

void arena_defer(struct arena *arena, void (*release)(void *object), void *object) {
    struct deferred *deferred = arena_alloc(arena, sizeof *deferred);
    deferred->next = arena->deferred;
    deferred->release = release;
    deferred->object = object;
    arena->deferred = deferred;
}
