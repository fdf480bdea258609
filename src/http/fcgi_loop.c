#include "fcgi_loop.h"

#include "arena.h"
#include "cache.h"
#include "clock.h"
#include "db.h"
#include "log.h"
#include "metrics.h"

#include <fcgiapp.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { REQUEST_ID_MAXIMUM = 64, STATEMENT_TIMEOUT = 10000, METHOD_MAXIMUM = 16 };

static volatile sig_atomic_t in_request;
static const char *program_labels;

static void note_stop(int signal) {
    (void)signal;
    service_stop();
    FCGX_ShutdownPending();
    /* The signal may fall between the loop's check and accept(): the alarm interrupts accept() until it is seen. */
    if (!in_request)
        alarm(1);
}

static void note_alarm(int signal) {
    static const char line[] = "{\"level\":\"error\",\"event\":\"request_deadline\"}\n";
    (void)signal;
    if (!in_request) {
        alarm(1);
        return;
    }
    metrics_add(METRIC_DEADLINES, program_labels, 1);
    metrics_add(METRIC_WORKERS_BUSY, program_labels, -1);
    ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
    (void)written;
    _exit(EX_TEMPFAIL);
}

static void handle_signals(void) {
    struct sigaction stop = {.sa_handler = note_stop};
    struct sigaction expire = {.sa_handler = note_alarm};
    sigemptyset(&stop.sa_mask);
    sigemptyset(&expire.sa_mask);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGALRM, &expire, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGUSR1, SIG_DFL);
}

static const char *parameter(const FCGX_Request *fcgi, struct arena *arena, const char *name) {
    return arena_string(arena, FCGX_GetParam(name, fcgi->envp));
}

static const char *parameter_or_empty(const FCGX_Request *fcgi, struct arena *arena, const char *name) {
    const char *value = parameter(fcgi, arena, name);
    return value == NULL ? "" : value;
}

/* One byte more than allowed is read at most, so that the router can refuse it. */
static void read_body(FCGX_Request *fcgi, struct request *request, size_t maximum) {
    int64_t length = 0;
    const char *declared = FCGX_GetParam("CONTENT_LENGTH", fcgi->envp);
    if (declared == NULL || !text_parse_integer(declared, &length) || length < 0 || (size_t)length > maximum)
        length = (int64_t)maximum + 1;
    char *body = arena_alloc(request->context->arena, (size_t)length + 1);
    request->body_length = (size_t)FCGX_GetStr(body, (int)length, fcgi->in);
    request->body_bytes = body;
}

static void read_request(FCGX_Request *fcgi, struct request *request, size_t body_maximum) {
    struct arena *arena = request->context->arena;
    const char *id = parameter_or_empty(fcgi, arena, "GEM_REQUEST_ID");
    request->context->request_id = strlen(id) <= REQUEST_ID_MAXIMUM ? id : "";
    request->method = parameter_or_empty(fcgi, arena, "REQUEST_METHOD");
    request->path = parameter_or_empty(fcgi, arena, "DOCUMENT_URI");
    request->query_string = parameter_or_empty(fcgi, arena, "QUERY_STRING");
    request->content_type = parameter(fcgi, arena, "CONTENT_TYPE");
    request->authorization = parameter(fcgi, arena, "HTTP_AUTHORIZATION");
    request->idempotency_key = parameter(fcgi, arena, "HTTP_IDEMPOTENCY_KEY");
    request->if_none_match = parameter(fcgi, arena, "HTTP_IF_NONE_MATCH");
    request->accept = parameter(fcgi, arena, "HTTP_ACCEPT");
    request->if_match = parameter(fcgi, arena, "HTTP_IF_MATCH");
    request->cookie = parameter(fcgi, arena, "HTTP_COOKIE");
    request->origin = parameter(fcgi, arena, "HTTP_ORIGIN");
    request->fetch_site = parameter(fcgi, arena, "HTTP_SEC_FETCH_SITE");
    request->form_token = parameter(fcgi, arena, "HTTP_X_FORM_TOKEN");
    request->stripe_signature = parameter(fcgi, arena, "HTTP_STRIPE_SIGNATURE");
    request->shippo_signature = parameter(fcgi, arena, "HTTP_SHIPPO_AUTH_SIGNATURE");
    request->gem_signature = parameter(fcgi, arena, "HTTP_GEM_SIGNATURE");
    request->remote_address = parameter_or_empty(fcgi, arena, "REMOTE_ADDR");
    request->user_agent = parameter_or_empty(fcgi, arena, "HTTP_USER_AGENT");
    if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0)
        read_body(fcgi, request, body_maximum);
}

static void send_response(FCGX_Request *fcgi, const struct request *request, struct response *response) {
    struct text head = text_new(request->context->arena, 16 * 1024);
    text_append_format(&head, "Status: %d\r\n", response->status);
    for (int i = 0; i < response->header_count; i++)
        text_append_format(&head, "%s: %s\r\n", response->headers[i].name, response->headers[i].value);
    bool bodyless = response->status == 204 || response->status == 304;
    if (!bodyless)
        text_append_format(&head, "Content-Type: %s\r\nContent-Length: %zu\r\n", response->content_type,
                           response->body.length);
    text_append(&head, "\r\n");
    FCGX_PutStr(head.data, (int)head.length, fcgi->out);
    if (!bodyless && strcmp(request->method, "HEAD") != 0)
        FCGX_PutStr(response->body.data, (int)response->body.length, fcgi->out);
    FCGX_Finish_r(fcgi);
}

static void record_request(const struct service *service, const struct request *request,
                           const struct response *response, int64_t duration) {
    struct context *context = request->context;
    const char *operation = request->route == NULL ? "none" : request->route->operation;
    int64_t statements = db_take_query_count(context->db);
    metrics_add(METRIC_REQUESTS,
                arena_format(context->arena, "program=\"%s\",route=\"%s\",status=\"%d\"", service->name, operation,
                             response->status),
                1);
    metrics_observe(METRIC_REQUEST_SECONDS,
                    arena_format(context->arena, "program=\"%s\",route=\"%s\"", service->name, operation), duration);
    metrics_add(METRIC_STATEMENTS, program_labels, statements);
    LOG(response->status >= 500 ? LOG_ERROR : LOG_INFO, "request", LOG_TEXT("request_id", context->request_id),
        LOG_TEXT("method", request->method), LOG_TEXT("route", operation), LOG_NUMBER("status", response->status),
        LOG_NUMBER("microseconds", duration), LOG_NUMBER("statements", statements));
}

static void serve_one(const struct service *service, FCGX_Request *fcgi, struct context *context,
                      const struct route_table *routes) {
    struct request request = {.context = context};
    struct response response;
    int64_t start = clock_monotonic();
    metrics_add(METRIC_WORKERS_BUSY, program_labels, 1);
    read_request(fcgi, &request, routes->body_maximum);
    router_answer(routes, &request, &response);
    send_response(fcgi, &request, &response);
    record_request(service, &request, &response, clock_monotonic() - start);
    metrics_add(METRIC_WORKERS_BUSY, program_labels, -1);
}

int fcgi_loop(const struct service *service, struct arena *arena, const struct config *config,
              const struct route_table *routes) {
    FCGX_Request fcgi;
    unsigned deadline = (unsigned)config_integer(config, SETTING_REQUEST_DEADLINE);
    int64_t left = config_integer(config, SETTING_REQUESTS_PER_WORKER);
    struct context context = {
        .arena = arena_new(),
        .db = db_new(config_text(config, SETTING_DATABASE_URL), service->name, STATEMENT_TIMEOUT),
        .cache = cache_new(config_text(config, SETTING_MEMCACHED_SERVERS)),
        .config = config,
        .templates = routes->templates,
    };
    program_labels = arena_format(arena, "program=\"%s\"", service->name);
    metrics_add(METRIC_WORKERS_STARTED, program_labels, 1);
    if (FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        return EX_UNAVAILABLE;
    handle_signals();
    while (!service_stopping() && left > 0) {
        if (FCGX_Accept_r(&fcgi) != 0)
            continue;
        in_request = 1;
        alarm(deadline);
        serve_one(service, &fcgi, &context, routes);
        in_request = 0;
        alarm(0);
        context_reset(&context);
        arena_clear(context.arena);
        left--;
    }
    db_free(context.db);
    cache_free(context.cache);
    arena_free(context.arena);
    return EX_OK;
}
