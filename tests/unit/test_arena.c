#include "arena.h"
#include "fixture.h"

#include <stdint.h>
#include <string.h>

Suite *arena_suite(void);

enum { BLOCK_SIZE = 16 * 1024 };

static int order[8];
static int released;

static void note_release(void *object) {
    order[released++] = *(int *)object;
}

static bool is_zero(const void *memory, size_t size) {
    const unsigned char *bytes = memory;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

START_TEST(test_aligned_and_zeroed) {
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 400; size++) {
            unsigned char *memory = arena_alloc(fixture.arena, size);
            ck_assert_ptr_nonnull(memory);
            ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
            ck_assert(is_zero(memory, size));
            memset(memory, 0xff, size);
        }
        arena_clear(fixture.arena);
    }
}
END_TEST

START_TEST(test_pieces_do_not_overlap) {
    unsigned char *pieces[200];
    for (size_t i = 0; i < 200; i++) {
        pieces[i] = arena_alloc(fixture.arena, 1 + i * 7);
        memset(pieces[i], (int)i, 1 + i * 7);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t at = 0; at < 1 + i * 7; at++)
            if (pieces[i][at] != i)
                ck_abort_msg("byte %zu of piece %zu", at, i);
}
END_TEST

START_TEST(test_pieces_larger_than_a_block) {
    const size_t sizes[] = {BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, 10 * BLOCK_SIZE, 1};
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 5; i++) {
            unsigned char *memory = arena_alloc(fixture.arena, sizes[i]);
            ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
            ck_assert(is_zero(memory, sizes[i]));
            memset(memory, 0xa5, sizes[i]);
        }
        arena_clear(fixture.arena);
    }
}
END_TEST

START_TEST(test_defer_is_newest_first) {
    int numbers[] = {1, 2, 3};
    released = 0;
    for (int i = 0; i < 3; i++) {
        arena_defer(fixture.arena, note_release, &numbers[i]);
        arena_alloc(fixture.arena, BLOCK_SIZE);
    }
    ck_assert_int_eq(released, 0);
    arena_clear(fixture.arena);
    ck_assert_int_eq(released, 3);
    ck_assert_int_eq(order[0], 3);
    ck_assert_int_eq(order[1], 2);
    ck_assert_int_eq(order[2], 1);
    arena_clear(fixture.arena);
    ck_assert_int_eq(released, 3);
}
END_TEST

START_TEST(test_free_releases_too) {
    int numbers[] = {4, 5};
    struct arena *arena = arena_new();
    released = 0;
    arena_defer(arena, note_release, &numbers[0]);
    arena_defer(arena, note_release, &numbers[1]);
    arena_free(arena);
    ck_assert_int_eq(released, 2);
    ck_assert_int_eq(order[0], 5);
    arena_free(NULL);
}
END_TEST

/* What is released may still read what the arena holds, and the arena works as before. */
START_TEST(test_clear_keeps_working) {
    released = 0;
    for (int round = 0; round < 1000; round++) {
        int *number = arena_alloc(fixture.arena, sizeof *number);
        *number = round;
        released = 0;
        arena_defer(fixture.arena, note_release, number);
        arena_alloc(fixture.arena, (size_t)round * 40);
        arena_clear(fixture.arena);
        ck_assert_int_eq(released, 1);
        ck_assert_int_eq(order[0], round);
    }
}
END_TEST

START_TEST(test_arrays) {
    int64_t *numbers = arena_array(fixture.arena, 1000, sizeof *numbers);
    ck_assert(is_zero(numbers, 1000 * sizeof *numbers));
    ck_assert_ptr_nonnull(arena_array(fixture.arena, 0, 8));
    ck_assert_ptr_nonnull(arena_array(fixture.arena, 8, 0));
}
END_TEST

static void allocate_wrapping_array(void) {
    arena_array(fixture.arena, SIZE_MAX / 8 + 2, 8);
}

static void allocate_huge_array(void) {
    arena_array(fixture.arena, SIZE_MAX / 2, 2);
}

static void allocate_everything(void) {
    arena_alloc(fixture.arena, SIZE_MAX);
}

START_TEST(test_too_much_aborts) {
    ck_assert(fixture_aborts(allocate_wrapping_array));
    ck_assert(fixture_aborts(allocate_huge_array));
    ck_assert(fixture_aborts(allocate_everything));
}
END_TEST

START_TEST(test_copies) {
    char bytes[] = {'a', '\0', 'b'};
    char *copy = arena_copy(fixture.arena, bytes, sizeof bytes);
    ck_assert_mem_eq(copy, "a\0b", 4);
    bytes[0] = 'x';
    ck_assert_int_eq(copy[0], 'a');
    ck_assert_str_eq(arena_copy(fixture.arena, NULL, 0), "");
    ck_assert_str_eq(arena_string(fixture.arena, "text"), "text");
    ck_assert_ptr_null(arena_string(fixture.arena, NULL));
}
END_TEST

START_TEST(test_format) {
    ck_assert_str_eq(arena_format(fixture.arena, "%s-%d", "a", 7), "a-7");
    ck_assert_str_eq(arena_format(fixture.arena, "%s", ""), "");
    ck_assert_uint_eq(strlen(arena_format(fixture.arena, "%50000d", 1)), 50000);
}
END_TEST

Suite *arena_suite(void) {
    Suite *suite = suite_create("arena");
    TCase *tcase = fixture_case(suite, "arena");
    tcase_add_test(tcase, test_aligned_and_zeroed);
    tcase_add_test(tcase, test_pieces_do_not_overlap);
    tcase_add_test(tcase, test_pieces_larger_than_a_block);
    tcase_add_test(tcase, test_defer_is_newest_first);
    tcase_add_test(tcase, test_free_releases_too);
    tcase_add_test(tcase, test_clear_keeps_working);
    tcase_add_test(tcase, test_arrays);
    tcase_add_test(tcase, test_too_much_aborts);
    tcase_add_test(tcase, test_copies);
    tcase_add_test(tcase, test_format);
    return suite;
}
