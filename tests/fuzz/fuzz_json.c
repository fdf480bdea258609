/* libFuzzer target: any bytes as JSON for a shape with every kind of field. What is taken is valid by that shape, and
 * reads back from what json_write() makes of it. */
#include "arena.h"
#include "clock.h"
#include "everything.h"
#include "fuzz.h"
#include "id.h"
#include "json_read.h"
#include "json_write.h"
#include "money.h"

#include <string.h>

enum { OUTPUT_MAXIMUM = 16 * 1024 * 1024 };

static void check_part(const struct part *part) {
    fuzz_must(part->word == NULL || text_is_utf8(part->word, strlen(part->word)), "texts are UTF-8");
    fuzz_must(part->number == FIELD_INTEGER_NONE || (part->number >= 1 && part->number <= 5),
              "numbers keep their bounds");
    fuzz_must(part->parts.count <= 2, "lists keep their bounds");
}

static void check_values(const struct everything *value) {
    const struct part *parts = value->list.items;
    const char *const *texts = value->texts.items;
    fuzz_must(value->id == NULL || id_is_valid(value->id), "ids are UUIDs");
    fuzz_must(value->text == NULL || text_count_characters(value->text) <= 64, "texts keep their bounds");
    fuzz_must(value->text == NULL || text_is_utf8(value->text, strlen(value->text)), "texts are UTF-8");
    fuzz_must(value->integer == FIELD_INTEGER_NONE || (value->integer >= -10 && value->integer <= 10),
              "numbers keep their bounds");
    fuzz_must(value->money == MONEY_NONE || (value->money >= 1 && value->money <= INT64_C(1000000000)),
              "amounts keep their bounds");
    fuzz_must(value->pointer == NULL && value->json == NULL, "answers' kinds are never read");
    fuzz_must(value->list.count <= 3 && value->texts.count <= 3, "lists keep their bounds");
    for (size_t i = 0; i < value->texts.count; i++)
        fuzz_must(text_count_characters(texts[i]) <= FIELD_LIST_TEXT_MAXIMUM, "texts of lists keep their bounds");
    for (size_t i = 0; i < value->list.count; i++)
        check_part(&parts[i]);
    check_part(&value->object);
}

static const char *write_out(struct context *context, const struct everything *value) {
    struct text text = text_new(context->arena, OUTPUT_MAXIMUM);
    json_write(&text, &everything_shape, value);
    fuzz_must(!text.overflowed && text_is_utf8(text.data, text.length), "what is written is UTF-8");
    return text.data;
}

/* Nulls are left out, as they are no values of these fields. */
static void check_reads_back(struct context *context, const struct everything *value) {
    const struct field plain_fields[] = {
        {"text", FIELD_TEXT, offsetof(struct everything, text), FIELD_NULLABLE, 1, 64},
        {"unbounded", FIELD_INTEGER, offsetof(struct everything, unbounded), FIELD_NULLABLE},
        {"boolean", FIELD_BOOLEAN, offsetof(struct everything, boolean)},
        {"money", FIELD_MONEY, offsetof(struct everything, money), FIELD_NULLABLE},
        {"time", FIELD_TIME, offsetof(struct everything, time), FIELD_NULLABLE},
        {"nullable", FIELD_TEXT, offsetof(struct everything, nullable), FIELD_NULLABLE, 1, 64},
    };
    const struct shape plain = SHAPE("Plain", struct everything, plain_fields);
    struct everything again;
    struct text text = text_new(context->arena, OUTPUT_MAXIMUM);
    json_write(&text, &plain, value);
    shape_clear(&everything_shape, &again);
    fuzz_must(json_read(context, text.data, text.length, &plain, &again) == STATUS_OK, "what is written is taken");
    struct text same = text_new(context->arena, OUTPUT_MAXIMUM);
    json_write(&same, &plain, &again);
    fuzz_must(text_equal(text.data, same.data), "what is written reads back as itself");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct context *context = fuzz_context();
    struct everything value;
    memset(&value, 0xa5, sizeof value);
    enum status status = json_read(context, (const char *)data, size, &everything_shape, &value);
    fuzz_must(status == STATUS_OK || status == STATUS_MALFORMED || status == STATUS_INVALID_INPUT,
              "json_read()'s statuses");
    fuzz_must_explain(context, status);
    if (status != STATUS_OK)
        return 0;
    check_values(&value);
    write_out(context, &value);
    check_reads_back(context, &value);
    return 0;
}
