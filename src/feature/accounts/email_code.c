#include "accounts/email_code.h"

#include "arena.h"
#include "db.h"
#include "digest.h"
#include "id.h"
#include "mail.h"
#include "queue.h"
#include "template.h"
#include "text.h"
#include "view_value.h"

#include <stdint.h>
#include <string.h>

enum { SALT_SIZE = 16, CODE_RANGE = 1000000, EMAIL_FAILURES = 5, ADDRESS_FAILURES = 20 };
enum { SUBJECT_MAXIMUM = 200, LETTER_MAXIMUM = 16 * 1024 };

static const struct field code_request_fields[] = {
    {"expires_at", FIELD_TIME, offsetof(struct code_request, expires_at)},
    {"resend_at", FIELD_TIME, offsetof(struct code_request, resend_at)},
};
const struct shape code_request_shape = SHAPE("CodeRequest", struct code_request, code_request_fields);

struct subjects {
    const char *email;
    const char *address;
};

static struct subjects sign_in_subjects(struct arena *arena, const char *email, const char *remote_address) {
    return (struct subjects){arena_format(arena, "email:%s", email), arena_format(arena, "ip:%s", remote_address)};
}

static void queue_lock_check(struct context *context, const struct subjects *subjects, struct db_rows **ret_rows) {
    const char *const both[] = {subjects->email, subjects->address};
    db_queue(context, SQL_ACCOUNTS_SIGN_IN_LOCKED, DB(db_array(context->arena, both, 2)), ret_rows);
}

static enum status check_lock(struct context *context, const struct db_rows *rows) {
    if (db_count(rows) == 0)
        return STATUS_OK;
    if (!text_parse_integer(db_text(rows, 0, 0), &context->retry_after))
        return STATUS_INTERNAL;
    return context_refuse(context, STATUS_SIGN_IN_LOCKED, "Too many wrong codes: try again in %lld s.",
                          (long long)context->retry_after);
}

enum status email_code_request(struct context *context, const char *email, const char *withdrawal_address_id,
                               const char *remote_address, struct code_request *ret_request) {
    struct subjects subjects = sign_in_subjects(context->arena, email, remote_address);
    const char *id = id_new(context->arena);
    struct db_rows *locked;
    struct db_rows *requested;
    db_queue(context, SQL_ACCOUNTS_LOCK_EMAIL, DB(email), NULL);
    queue_lock_check(context, &subjects, &locked);
    db_queue(context, SQL_ACCOUNTS_REQUEST_CODE, DB(id, email, withdrawal_address_id), &requested);
    enum status status = db_flush(context);
    if (status == STATUS_OK)
        status = check_lock(context, locked);
    if (status != STATUS_OK)
        return status;
    if (db_count(requested) == 0) {
        context->retry_after = 60;
        return context_refuse(context, STATUS_CODE_REQUESTED_TOO_SOON, "Wait a minute before asking for another code.");
    }
    db_read(requested, 0, &code_request_shape, ret_request);
    job_add(context, "send_email_code", id);
    return STATUS_OK;
}

static const char *hash_code(struct arena *arena, const unsigned char salt[SALT_SIZE], const char *code) {
    unsigned char digest[SHA256_SIZE];
    digest_hmac_sha256(salt, SALT_SIZE, code, strlen(code), digest);
    return text_hex(arena, digest, sizeof digest);
}

/* The code's row if the code is right. Compared in constant time, and computed also when there is no row. */
static const char *match_code(struct context *context, const struct db_rows *rows, const char *code) {
    unsigned char salt[SALT_SIZE] = {0};
    bool known = db_count(rows) > 0 && text_parse_hex(db_text(rows, 0, 1), salt, SALT_SIZE);
    const char *expected = known ? db_text(rows, 0, 2) : hash_code(context->arena, salt, "");
    const char *actual = hash_code(context->arena, salt, code);
    bool same = digest_equal(expected, actual, SHA256_SIZE * 2);
    return known && same ? db_text(rows, 0, 0) : NULL;
}

static enum status refuse_code(struct context *context, const struct subjects *subjects) {
    db_queue(context, SQL_ACCOUNTS_COUNT_FAILURE,
             DB(subjects->email, text_from_integer(context->arena, EMAIL_FAILURES)), NULL);
    db_queue(context, SQL_ACCOUNTS_COUNT_FAILURE,
             DB(subjects->address, text_from_integer(context->arena, ADDRESS_FAILURES)), NULL);
    context->keep_on_refusal = true;
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    return context_refuse(context, STATUS_WRONG_CODE, "Check the code, or ask for a new one.");
}

enum status email_code_use(struct context *context, const char *email, const char *withdrawal_address_id,
                           const char *code, const char *remote_address) {
    struct subjects subjects = sign_in_subjects(context->arena, email, remote_address);
    struct db_rows *locked;
    struct db_rows *current;
    struct db_rows *used;
    db_queue(context, SQL_ACCOUNTS_LOCK_EMAIL, DB(email), NULL);
    queue_lock_check(context, &subjects, &locked);
    db_queue(context, SQL_ACCOUNTS_CURRENT_CODE, DB(email, withdrawal_address_id), &current);
    enum status status = db_flush(context);
    if (status == STATUS_OK)
        status = check_lock(context, locked);
    if (status != STATUS_OK)
        return status;
    const char *id = match_code(context, current, code);
    if (id == NULL)
        return refuse_code(context, &subjects);
    db_queue(context, SQL_ACCOUNTS_FORGET_FAILURES, DB(subjects.email), NULL);
    status = db_query(context, SQL_ACCOUNTS_USE_CODE, DB(id), &used);
    if (status == STATUS_OK && db_count(used) == 0)
        return refuse_code(context, &subjects);
    return status;
}

static const char *new_code(struct arena *arena) {
    uint32_t number;
    /* The top of the range that does not divide evenly is drawn again: no code is likelier than another. */
    do
        digest_random(&number, sizeof number);
    while (number >= UINT32_MAX - UINT32_MAX % CODE_RANGE);
    return arena_format(arena, "%06u", number % CODE_RANGE);
}

/* What a code is good for: the templates of its mail, and the provider's category. */
struct code_letter {
    const char *subject;
    const char *text;
    const char *html;
    const char *category;
};
static const struct code_letter sign_in_letter = {"mail/sign_in_code/subject", "mail/sign_in_code/text",
                                                  "mail/sign_in_code/html", "sign-in"};
static const struct code_letter address_letter = {"mail/withdrawal_address/subject", "mail/withdrawal_address/text",
                                                  "mail/withdrawal_address/html", "withdrawal-address"};

/* `address`: the one to withdraw to that the code confirms, or NULL. */
static enum status mail_code(struct context *context, const char *to, const char *code, const char *address) {
    const struct code_letter *letter = address == NULL ? &sign_in_letter : &address_letter;
    struct view_value *view = view_map(context->arena);
    struct text subject = text_new(context->arena, SUBJECT_MAXIMUM);
    struct text plain = text_new(context->arena, LETTER_MAXIMUM);
    struct text html = text_new(context->arena, LETTER_MAXIMUM);
    view_set_text(view, "code", code);
    if (address != NULL)
        view_set_text(view, "address", address);
    enum status status = template_render(context->templates, letter->subject, view, &subject);
    if (status == STATUS_OK)
        status = template_render(context->templates, letter->text, view, &plain);
    if (status == STATUS_OK)
        status = template_render(context->templates, letter->html, view, &html);
    if (status != STATUS_OK)
        return status;
    subject.data[strcspn(subject.data, "\n")] = '\0';
    return mail_send(context, &(struct mail){to, subject.data, plain.data, html.data, letter->category});
}

enum status email_code_job_send(struct context *context, const char *request_id) {
    struct arena *arena = context->arena;
    unsigned char salt[SALT_SIZE];
    struct db_rows *rows;
    const char *code = new_code(arena);
    digest_random(salt, SALT_SIZE);
    enum status status =
        db_query(context, SQL_ACCOUNTS_SET_CODE,
                 DB(request_id, text_hex(arena, salt, SALT_SIZE), hash_code(arena, salt, code)), &rows);
    if (status != STATUS_OK || db_count(rows) == 0) /* used or expired meanwhile: nothing to send */
        return status;
    return mail_code(context, db_text(rows, 0, 0), code, db_text(rows, 0, 1));
}
