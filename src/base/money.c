#include "money.h"

#include "arena.h"

#include <string.h>

enum { MICROS_PER_DOLLAR = 1000000, MONEY_DECIMALS = 6, BASIS_POINTS = 10000 };

static bool within_bounds(int64_t micros) {
    return micros >= -MONEY_MAXIMUM && micros <= MONEY_MAXIMUM;
}

static size_t count_digits(const char *at) {
    return strspn(at, "0123456789");
}

bool money_parse(const char *text, int64_t *ret_micros) {
    bool negative = *text == '-';
    const char *whole = text + negative;
    size_t whole_digits = count_digits(whole);
    const char *fraction = whole + whole_digits;
    size_t fraction_digits = 0;
    if (*fraction == '.') {
        fraction_digits = count_digits(++fraction);
        if (fraction_digits == 0)
            return false;
    }
    if (whole_digits == 0 || fraction_digits > MONEY_DECIMALS || fraction[fraction_digits] != '\0')
        return false;

    int64_t micros = 0;
    for (size_t i = 0; i < whole_digits + MONEY_DECIMALS; i++) {
        size_t decimal = i - whole_digits;
        char digit = i < whole_digits ? whole[i] : decimal < fraction_digits ? fraction[decimal] : '0';
        if (__builtin_mul_overflow(micros, 10, &micros) || __builtin_add_overflow(micros, digit - '0', &micros))
            return false;
    }
    if (!within_bounds(micros))
        return false;
    *ret_micros = negative ? -micros : micros;
    return true;
}

const char *money_text(struct arena *arena, int64_t micros) {
    if (micros == MONEY_NONE)
        return NULL;
    char digits[32];
    char *at = digits + sizeof digits;
    uint64_t left = micros < 0 ? -(uint64_t)micros : (uint64_t)micros;
    *--at = '\0';
    for (int i = 0; i <= MONEY_DECIMALS || left > 0; i++) {
        if (i == MONEY_DECIMALS)
            *--at = '.';
        *--at = (char)('0' + left % 10);
        left /= 10;
    }
    if (micros < 0)
        *--at = '-';
    return arena_copy(arena, at, (size_t)(digits + sizeof digits - 1 - at));
}

enum status money_add(int64_t left, int64_t right, int64_t *ret_micros) {
    int64_t sum;
    if (__builtin_add_overflow(left, right, &sum) || !within_bounds(sum))
        return STATUS_OVERFLOW;
    *ret_micros = sum;
    return STATUS_OK;
}

enum status money_multiply(int64_t micros, int64_t count, int64_t *ret_micros) {
    int64_t product;
    if (__builtin_mul_overflow(micros, count, &product) || !within_bounds(product))
        return STATUS_OVERFLOW;
    *ret_micros = product;
    return STATUS_OK;
}

enum status money_share(int64_t micros, int64_t basis_points, int64_t *ret_micros) {
    int64_t share;
    int64_t rest;
    if (__builtin_mul_overflow(micros / BASIS_POINTS, basis_points, &share) ||
        __builtin_mul_overflow(micros % BASIS_POINTS, basis_points, &rest) ||
        __builtin_add_overflow(share, rest / BASIS_POINTS, &share) || !within_bounds(share))
        return STATUS_OVERFLOW;
    *ret_micros = share;
    return STATUS_OK;
}

enum status money_ratio(int64_t amount, int64_t numerator, int64_t denominator, int64_t *ret_quantity) {
    __extension__ typedef unsigned __int128 wide;
    if (amount < 0 || numerator < 0 || denominator <= 0)
        return STATUS_OVERFLOW;
    wide quantity = (wide)amount * (wide)numerator / (wide)denominator;
    if (quantity > MONEY_MAXIMUM)
        return STATUS_OVERFLOW;
    *ret_quantity = (int64_t)quantity;
    return STATUS_OK;
}
