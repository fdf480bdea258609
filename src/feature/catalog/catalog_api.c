#include "catalog/catalog_api.h"

#include "catalog/gem_picture.h"
#include "catalog/pools.h"
#include "db.h"
#include "list_query.h"

static const struct field picture_fields[] = {
    {"species", FIELD_TEXT, offsetof(struct gem_picture, species)},
    {"shape", FIELD_TEXT, offsetof(struct gem_picture, shape)},
    {"carat", FIELD_TEXT, offsetof(struct gem_picture, carat)},
    {"color", FIELD_TEXT, offsetof(struct gem_picture, color)},
    {"clarity", FIELD_TEXT, offsetof(struct gem_picture, clarity)},
    {"rarity", FIELD_TEXT, offsetof(struct gem_picture, rarity)},
    {"seed", FIELD_TEXT, offsetof(struct gem_picture, seed)},
    {"title", FIELD_TEXT, offsetof(struct gem_picture, title)},
};
static const struct shape picture_shape = SHAPE("GemPicture", struct gem_picture, picture_fields);

static enum status answer_picture(struct request *request, struct response *response, enum sql_statement statement) {
    struct context *context = request->context;
    struct gem_picture picture;
    struct db_rows *rows;
    enum status status = db_query(context, statement, DB(request_path_value(request, "id")), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such gem.");
    db_read(rows, 0, &picture_shape, &picture);
    response_text(request, response, request->route->content_type, "");
    gem_picture_draw(&response->body, &picture);
    return STATUS_OK;
}

enum status catalog_handle_picture(struct request *request, struct response *response) {
    return answer_picture(request, response, SQL_CATALOG_NFT_PICTURE);
}

enum status catalog_handle_listing_picture(struct request *request, struct response *response) {
    return answer_picture(request, response, SQL_CATALOG_LISTING_PICTURE);
}

enum status catalog_handle_pools(struct request *request, struct response *response) {
    const struct plain_list_query *query = request->query;
    struct page page;
    enum status status = pools_list_commitments(request->context, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}
