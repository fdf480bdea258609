#include "vectors.h"

#include <check.h>
#include <stdlib.h>

static struct json_object *vectors;

static void release(void) {
    json_object_put(vectors);
}

struct json_object *vectors_list(const char *name) {
    if (vectors == NULL) {
        vectors = json_object_from_file(GEM_TEST_DATA);
        ck_assert_msg(vectors != NULL, "%s cannot be read: %s", GEM_TEST_DATA, json_util_get_last_err());
        atexit(release);
    }
    struct json_object *list = vectors_member(vectors, name);
    ck_assert(json_object_is_type(list, json_type_array));
    return list;
}

struct json_object *vectors_member(struct json_object *object, const char *name) {
    struct json_object *member = NULL;
    ck_assert_msg(json_object_object_get_ex(object, name, &member), "%s is missing", name);
    return member;
}

const char *vectors_text(struct json_object *object, const char *name) {
    return json_object_get_string(vectors_member(object, name));
}

int64_t vectors_integer(struct json_object *object, const char *name) {
    struct json_object *member = vectors_member(object, name);
    ck_assert(json_object_is_type(member, json_type_int));
    return json_object_get_int64(member);
}
