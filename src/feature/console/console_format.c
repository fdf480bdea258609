#include "console/console_format.h"

#include "arena.h"
#include "clock.h"
#include "money.h"
#include "text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
    NUMBER_MAXIMUM = 64,
    LEAST_DECIMALS = 2,
    SHORT_ID_LENGTH = 8,
    DATE_LENGTH = 10,
    MOMENT_LENGTH = 19,
    LABEL_MAXIMUM = 256
};

/* A run of digits with a comma before each three from the right. */
static void append_grouped(struct text *text, const char *digits, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text_append_character(text, ',');
        text_append_character(text, digits[i]);
    }
}

const char *console_number(struct arena *arena, int64_t number) {
    struct text text = text_new(arena, NUMBER_MAXIMUM);
    const char *digits = text_from_integer(arena, number);
    if (*digits == '-')
        text_append_character(&text, *digits++);
    append_grouped(&text, digits, strlen(digits));
    return text.data;
}

const char *console_money(struct arena *arena, int64_t micros) {
    struct text text = text_new(arena, NUMBER_MAXIMUM);
    const char *digits = money_text(arena, micros);
    if (digits == NULL)
        return NULL;
    if (*digits == '-')
        text_append_character(&text, *digits++);
    text_append_character(&text, '$');
    size_t whole = strcspn(digits, ".");
    size_t decimals = strlen(digits + whole + 1);
    while (decimals > LEAST_DECIMALS && digits[whole + decimals] == '0')
        decimals--;
    append_grouped(&text, digits, whole);
    text_append_bytes(&text, digits + whole, decimals + 1);
    return text.data;
}

const char *console_money_rounded(struct arena *arena, int64_t micros) {
    int64_t cents = micros / MONEY_CENT;
    if (micros == MONEY_NONE)
        return NULL;
    if (micros % MONEY_CENT >= MONEY_CENT / 2)
        cents++;
    if (micros % MONEY_CENT <= -MONEY_CENT / 2)
        cents--;
    return console_money(arena, cents * MONEY_CENT);
}

struct unit {
    int64_t seconds;
    int64_t below; /* seconds from which the next unit is used */
    const char *name;
};

static const struct unit units[] = {
    {1, 60, "s"},
    {60, 60 * 60, "min"},
    {60 * 60, 24 * 60 * 60, "h"},
    {24 * 60 * 60, 30 * 24 * 60 * 60, "days"},
};

const char *console_ago(struct arena *arena, int64_t time, int64_t now) {
    int64_t seconds = (now - time) / CLOCK_SECOND;
    int64_t distance = seconds < 0 ? -seconds : seconds;
    if (distance < 5)
        return "just now";
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (distance >= units[i].below)
            continue;
        long long count = distance / units[i].seconds;
        const char *name = count == 1 && units[i].seconds > 60 * 60 ? "day" : units[i].name;
        return seconds < 0 ? arena_format(arena, "in %lld %s", count, name)
                           : arena_format(arena, "%lld %s ago", count, name);
    }
    return arena_copy(arena, clock_text(arena, time), DATE_LENGTH);
}

const char *console_moment(struct arena *arena, int64_t time) {
    char *moment = arena_copy(arena, clock_text(arena, time), MOMENT_LENGTH);
    moment[DATE_LENGTH] = ' ';
    return moment;
}

const char *console_short_id(struct arena *arena, const char *id) {
    size_t length = id == NULL ? 0 : strlen(id);
    return length <= SHORT_ID_LENGTH ? id : arena_format(arena, "…%s", id + length - SHORT_ID_LENGTH);
}

/* Words that are written in their own way. */
static const struct spelling {
    const char *word;
    const char *written;
} spellings[] = {
    {"xp", "XP"}, {"fmv", "FMV"}, {"url", "URL"}, {"id", "ID"}, {"ip", "IP"}, {"usd", "USD"}, {"mm", "(mm)"},
};

static const char *spelling_of(const char *word, size_t length) {
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (strlen(spellings[i].word) == length && strncasecmp(spellings[i].word, word, length) == 0)
            return spellings[i].written;
    return NULL;
}

static bool ends_with(const char *name, size_t length, const char *tail) {
    size_t tail_length = strlen(tail);
    return length > tail_length && strcmp(name + length - tail_length, tail) == 0;
}

static void append_word(struct text *label, const char *word, size_t length) {
    const char *written = spelling_of(word, length);
    bool first = label->length == 0;
    if (!first)
        text_append_character(label, ' ');
    if (written != NULL) {
        text_append(label, written);
        return;
    }
    for (size_t i = 0; i < length; i++)
        text_append_character(label, (char)(first && i == 0 ? toupper(word[i]) : tolower(word[i])));
}

const char *console_label(struct arena *arena, const char *name) {
    struct text label = text_new(arena, LABEL_MAXIMUM);
    bool descending = *name == '-';
    if (text_equal(name, "q"))
        return "Search";
    name += descending;
    size_t length = strlen(name);
    bool in_usd = ends_with(name, length, "_usd");
    /* What is chosen by its id is called by what it is. */
    size_t end = in_usd ? length - 4 : ends_with(name, length, "_id") ? length - 3 : length;
    for (size_t at = 0; at < end;) {
        size_t word = strcspn(name + at, "_");
        word = at + word > end ? end - at : word;
        if (word > 0)
            append_word(&label, name + at, word);
        at += word + 1;
    }
    text_append(&label, in_usd ? " (USD)" : "");
    text_append(&label, descending ? ", descending" : "");
    return label.data;
}
