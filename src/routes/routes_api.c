#include "routes_api.h"

#include "api_routes.h"
#include "config.h"
#include "openapi.h"
#include "response.h"

enum status routes_handle_openapi(struct request *request, struct response *response) {
    response_text(request, response, request->route->content_type, "");
    openapi_write(&response->body, &api_routes, config_text(request->context->config, SETTING_PUBLIC_URL));
    return STATUS_OK;
}
