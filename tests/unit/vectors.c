#include "vectors.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAXIMUM = 16, PATH_LENGTH_MAXIMUM = 1024 };

struct vector_file {
    char name[64];
    struct json_object *content;
};

static struct json_object *vectors;
static struct vector_file files[FILES_MAXIMUM];

static void release(void) {
    json_object_put(vectors);
}

static void release_files(void) {
    for (size_t i = 0; i < FILES_MAXIMUM; i++)
        json_object_put(files[i].content);
}

static void read_file(struct vector_file *ret_file, const char *name) {
    char path[PATH_LENGTH_MAXIMUM];
    snprintf(path, sizeof path, "%s/%s.json", GEM_TEST_VECTORS, name);
    snprintf(ret_file->name, sizeof ret_file->name, "%s", name);
    ret_file->content = json_object_from_file(path);
    ck_assert_msg(ret_file->content != NULL, "%s cannot be read: %s", path, json_util_get_last_err());
}

struct json_object *vectors_file(const char *name) {
    if (files[0].content == NULL)
        atexit(release_files);
    size_t i = 0;
    while (i < FILES_MAXIMUM && files[i].content != NULL && strcmp(files[i].name, name) != 0)
        i++;
    ck_assert_uint_lt(i, FILES_MAXIMUM);
    if (files[i].content == NULL)
        read_file(&files[i], name);
    return files[i].content;
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

struct json_object *vectors_in(const char *file, const char *name) {
    struct json_object *list = vectors_member(vectors_file(file), name);
    ck_assert(json_object_is_type(list, json_type_array));
    ck_assert_uint_gt(json_object_array_length(list), 0);
    return list;
}

const char *vectors_text(struct json_object *object, const char *name) {
    return json_object_get_string(vectors_member(object, name));
}

int64_t vectors_integer(struct json_object *object, const char *name) {
    struct json_object *member = vectors_member(object, name);
    ck_assert(json_object_is_type(member, json_type_int));
    return json_object_get_int64(member);
}
