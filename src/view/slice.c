#include "slice.h"

#include <string.h>

struct slice slice_between(const char *start, const char *end) {
    return (struct slice){start, (size_t)(end - start)};
}

bool slice_equal(struct slice left, struct slice right) {
    return left.length == right.length && (left.length == 0 || memcmp(left.start, right.start, left.length) == 0);
}

bool slice_blank_character(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

bool slice_is_blank(struct slice slice) {
    return slice_trim(slice).length == 0;
}

struct slice slice_trim(struct slice slice) {
    while (slice.length > 0 && slice_blank_character(slice.start[0])) {
        slice.start++;
        slice.length--;
    }
    while (slice.length > 0 && slice_blank_character(slice.start[slice.length - 1]))
        slice.length--;
    return slice;
}

struct slice slice_without(struct slice slice, struct slice prefix) {
    size_t shared = 0;
    while (shared < slice.length && shared < prefix.length && slice.start[shared] == prefix.start[shared])
        shared++;
    if (shared > 0) {
        slice.start += shared;
        slice.length -= shared;
    }
    return slice;
}
