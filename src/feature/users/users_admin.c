#include "users/users_admin.h"

#include "accounts/accounts.h"
#include "accounts/sessions.h"
#include "arena.h"
#include "console/console_write.h"
#include "list_query.h"
#include "text.h"
#include "users/users.h"

enum { SEARCH_MAXIMUM = 100, REASON_MAXIMUM = 200 };

struct users_query {
    struct list_query page;
    struct user_search search;
};

static const struct field users_query_fields[] = {
    LIST_QUERY_FIELDS(struct users_query),
    {"q", FIELD_TEXT, offsetof(struct users_query, search.q), 0, 1, SEARCH_MAXIMUM,
     .description = "Part of a handle or e-mail address; a whole wallet, X handle or id"},
    {"status", FIELD_CHOICE, offsetof(struct users_query, search.status), .choices = user_statuses},
};
const struct shape users_query_shape = SHAPE("UsersQuery", struct users_query, users_query_fields);

struct freeze_input {
    const char *reason;
};

static const struct field freeze_input_fields[] = {
    {"reason", FIELD_TEXT, offsetof(struct freeze_input, reason), FIELD_REQUIRED, 3, REASON_MAXIMUM,
     .description = "For the audit log, and for who looks at the user next"},
};
const struct shape freeze_input_shape = SHAPE("FreezeInput", struct freeze_input, freeze_input_fields);

/* What the audit log is told: the state, and why. */
struct user_change {
    struct user_state state;
    const char *reason;
};

static const struct field user_change_fields[] = {
    {"handle", FIELD_TEXT, offsetof(struct user_change, state.handle)},
    {"status", FIELD_TEXT, offsetof(struct user_change, state.status)},
    {"frozen_reason", FIELD_TEXT, offsetof(struct user_change, state.frozen_reason), FIELD_NULLABLE},
    {"version", FIELD_INTEGER, offsetof(struct user_change, state.version)},
    {"reason", FIELD_TEXT, offsetof(struct user_change, reason), FIELD_NULLABLE},
};
static const struct shape user_change_shape = SHAPE("UserChange", struct user_change, user_change_fields);

enum status users_handle_list(struct request *request, struct response *response) {
    const struct users_query *query = request->query;
    struct page page;
    enum status status =
        users_list(request->context, &query->search, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status users_handle_show(struct request *request, struct response *response) {
    struct user_detail user;
    enum status status = users_show(request->context, request_path_value(request, "id"), &user);
    return status == STATUS_OK ? response_answer(request, response, &user) : status;
}

/* `from` is the state it must be in, or there would be nothing to do. */
static enum status set_frozen(struct request *request, struct response *response, const char *from, bool frozen) {
    struct context *context = request->context;
    const struct freeze_input *input = request->body;
    const char *id = request_path_value(request, "id");
    struct user_state *before = arena_alloc(context->arena, sizeof *before);
    struct user_state after;
    enum status status = users_lock(context, id, before);
    if (status == STATUS_OK)
        status = console_compare_version(request, &user_state_shape, before);
    if (status == STATUS_OK && !text_equal(before->status, from))
        return context_refuse(context, STATUS_CONFLICT, "The user is %s.", frozen ? "not active" : "not frozen");
    if (status == STATUS_OK)
        status = accounts_set_frozen(context, id, frozen, frozen ? input->reason : NULL);
    if (status == STATUS_OK)
        status = users_lock(context, id, &after);
    if (status != STATUS_OK)
        return status;
    const struct user_change changes[] = {{*before, NULL}, {after, input->reason}};
    console_audit(request, &(struct console_act){frozen ? "user.freeze" : "user.unfreeze", "user", id,
                                                 &user_change_shape, &changes[0], &changes[1]});
    return response_answer(request, response, &after);
}

enum status users_handle_freeze(struct request *request, struct response *response) {
    return set_frozen(request, response, "ACTIVE", true);
}

enum status users_handle_unfreeze(struct request *request, struct response *response) {
    return set_frozen(request, response, "FROZEN", false);
}

enum status users_handle_end_sessions(struct request *request, struct response *response) {
    const char *id = request_path_value(request, "id");
    struct user_state state;
    enum status status = users_lock(request->context, id, &state);
    if (status == STATUS_OK)
        status = sessions_revoke_all(request->context, id);
    if (status != STATUS_OK)
        return status;
    console_audit(request,
                  &(struct console_act){.action = "user.end_sessions", .subject_type = "user", .subject_id = id});
    return response_nothing(request, response);
}
