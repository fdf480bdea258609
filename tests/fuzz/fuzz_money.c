/* libFuzzer target: any text as an amount. What is read lies within the bounds and is written so that it reads back as
 * itself; sums, products and shares keep the bounds. */
#include "arena.h"
#include "fuzz.h"
#include "money.h"

#include <string.h>

static void check_bounds(enum status status, int64_t micros) {
    fuzz_must(status == STATUS_OK || status == STATUS_OVERFLOW, "calculations overflow or succeed");
    fuzz_must(micros >= -MONEY_MAXIMUM && micros <= MONEY_MAXIMUM, "every amount lies within the bounds");
}

static void check_text(struct context *context, const char *text) {
    int64_t micros = 0;
    int64_t again = 0;
    if (!money_parse(text, &micros))
        return;
    check_bounds(STATUS_OK, micros);
    const char *written = money_text(context->arena, micros);
    fuzz_must(money_parse(written, &again) && again == micros, "a written amount reads back as itself");
    fuzz_must(strcmp(money_text(context->arena, again), written) == 0, "an amount is written in one way");
    fuzz_must(strspn(text, "-0123456789.") == strlen(text), "amounts are digits");
}

static void check_calculations(int64_t left, int64_t right) {
    int64_t result = 0;
    int64_t back = 0;
    check_bounds(money_add(left, right, &result), result);
    result = 0;
    check_bounds(money_multiply(left, right, &result), result);
    result = 0;
    check_bounds(money_share(left, right, &result), result);
    if (left < -MONEY_MAXIMUM || left > MONEY_MAXIMUM || right < 0 || right > 10000)
        return;
    fuzz_must(money_share(left, right, &result) == STATUS_OK, "a share of at most the whole never overflows");
    fuzz_must(left >= 0 ? result >= 0 && result <= left : result <= 0 && result >= left,
              "a share lies within the amount");
    fuzz_must(money_share(-left, right, &back) == STATUS_OK && back == -result, "shares round towards zero");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct context *context = fuzz_context();
    int64_t numbers[2] = {0, 0};
    check_text(context, arena_copy(context->arena, data, size));
    memcpy(numbers, data, size < sizeof numbers ? size : sizeof numbers);
    check_calculations(numbers[0], numbers[1]);
    check_calculations(numbers[0], numbers[1] % 10001);
    return 0;
}
