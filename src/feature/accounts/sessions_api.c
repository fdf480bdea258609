#include "accounts/sessions_api.h"

#include "accounts/sessions.h"
#include "response.h"

enum status sessions_handle_logout(struct request *request, struct response *response) {
    enum status status = sessions_revoke(request->context, request->session.user_id, request->session.id);
    return status == STATUS_OK ? response_nothing(request, response) : status;
}

enum status sessions_handle_list(struct request *request, struct response *response) {
    struct page page;
    enum status status = sessions_list(request->context, request->session.user_id, request->session.id, &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status sessions_handle_revoke(struct request *request, struct response *response) {
    const char *id = request_path_value(request, "id");
    enum status status = sessions_revoke(request->context, request->session.user_id, id);
    return status == STATUS_OK ? response_nothing(request, response) : status;
}

enum status sessions_handle_revoke_all(struct request *request, struct response *response) {
    enum status status = sessions_revoke_all(request->context, request->session.user_id);
    return status == STATUS_OK ? response_nothing(request, response) : status;
}
