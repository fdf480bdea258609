#include "routes_api.h"

#include "admin_routes.h"
#include "api_routes.h"
#include "config.h"
#include "openapi.h"
#include "response.h"

static enum status write_document(struct request *request, struct response *response, const struct route_table *table) {
    response_text(request, response, request->route->content_type, "");
    openapi_write(&response->body, table, config_text(request->context->config, SETTING_PUBLIC_URL));
    return STATUS_OK;
}

enum status routes_handle_openapi(struct request *request, struct response *response) {
    return write_document(request, response, &api_routes);
}

enum status routes_handle_admin_openapi(struct request *request, struct response *response) {
    return write_document(request, response, &admin_routes);
}
