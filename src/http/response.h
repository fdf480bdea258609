/* An answer, built whole and sent once: a late failure can still change the status. Lives in the context's arena. */
#ifndef GEM_RESPONSE_H
#define GEM_RESPONSE_H

#include "request.h"
#include "text.h"

enum { RESPONSE_HEADERS_MAXIMUM = 12, RESPONSE_DRAWINGS_MAXIMUM = 6, RESPONSE_BODY_MAXIMUM = 64 * 1024 * 1024 };

struct response_header {
    const char *name;
    const char *value;
};

/* HTML of our own for a page, beside its answer: {{{name}}} in the template. */
struct response_drawing {
    const char *name;
    const char *html;
};

struct response {
    int status; /* HTTP */
    const char *content_type;
    struct text body;
    struct response_header headers[RESPONSE_HEADERS_MAXIMUM];
    int header_count;
    const char *version; /* of an administrator's answer: its ETag without the quotes, when it has a version */

    /* Of a console page, instead of a body: what the template is filled from. */
    const void *value;       /* struct of route->answer */
    const struct page *page; /* of a list */
    struct response_drawing drawings[RESPONSE_DRAWINGS_MAXIMUM];
    int drawing_count;
    const char *location; /* where to go after a write; NULL: back to the page with the form */
};

void response_init(struct response *response, struct context *context);

/* Adds a header; name and value must live as long as the response. */
void response_header(struct response *response, const char *name, const char *value);

/* The route's own answer: its success status and `value` by its shape. Always STATUS_OK, to be returned by the handler.
 */
enum status response_answer(struct request *request, struct response *response, const void *value);

/* The same with another of the success statuses the route documents; with its other_success, the other answer. */
enum status response_answer_with(struct request *request, struct response *response, int status, const void *value);

/* A page of the route's answers. */
enum status response_page(struct request *request, struct response *response, const struct page *page);

/* Adds a drawing to a page; nothing to an answer in JSON. Both texts must live as long as the response. */
void response_drawing(struct request *request, struct response *response, const char *name, const char *html);

/* Success without a body: 204. */
enum status response_nothing(struct request *request, struct response *response);

/* A body that is not JSON. */
enum status response_text(struct request *request, struct response *response, const char *content_type,
                          const char *body);

/* The problem document (RFC 9457) for a refusal, with what the context noted about it. */
void response_problem(struct request *request, struct response *response, enum status status);

/* The schemas of problem documents and of the members of their `errors`, for the API document. */
extern const struct shape problem_shape;
extern const struct shape field_error_shape;

#endif
