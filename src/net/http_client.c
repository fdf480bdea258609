#include "http_client.h"

#include "arena.h"
#include "text.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

enum { CONNECT_MILLISECONDS = 5000, HEADERS_MAXIMUM = 64, HEADER_BYTES_MAXIMUM = 32 * 1024 };

struct receipt {
    struct arena *arena;
    struct text body;
    struct http_header *headers;
    size_t header_count;
    size_t header_bytes;
};

const char *http_client_place(struct arena *arena, const char *url) {
    const char *place = "an invalid address";
    char *host = NULL;
    char *port = NULL;
    CURLU *parts = curl_url();
    if (curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
        curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        goto out;
    place = curl_url_get(parts, CURLUPART_PORT, &port, 0) == CURLUE_OK ? arena_format(arena, "%s:%s", host, port)
                                                                       : arena_string(arena, host);
out:
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(parts);
    return place;
}

/* Taking less than offered makes curl give the call up. */
static size_t take_body(char *bytes, size_t size, size_t count, void *argument) {
    struct receipt *receipt = argument;
    text_append_bytes(&receipt->body, bytes, size * count);
    return receipt->body.overflowed ? 0 : count;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *argument) {
    struct receipt *receipt = argument;
    size_t length = size * count;
    const char *colon = memchr(bytes, ':', length);
    receipt->header_bytes += length;
    if (receipt->header_bytes > HEADER_BYTES_MAXIMUM)
        return 0;
    /* A status line opens a block; the headers of an earlier one (100, 103) do not count. */
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        receipt->header_count = 0;
        return count;
    }
    if (colon == NULL || receipt->header_count == HEADERS_MAXIMUM)
        return count;
    const char *value = colon + 1;
    const char *end = bytes + length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && strchr("\r\n \t", end[-1]) != NULL)
        end--;
    receipt->headers[receipt->header_count++] =
        (struct http_header){arena_copy(receipt->arena, bytes, (size_t)(colon - bytes)),
                             arena_copy(receipt->arena, value, (size_t)(end - value))};
    return count;
}

static bool has_control(const char *string) {
    for (; *string != '\0'; string++)
        if ((unsigned char)*string < ' ' || *string == 0x7f)
            return true;
    return false;
}

/* curl reads "Name:" as "leave it out", so an empty value is not sent. NULL for a header that would break the request.
 */
static struct curl_slist *header_list(struct arena *arena, const struct http_call *call) {
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    for (size_t i = 0; i < call->header_count; i++) {
        const struct http_header *header = &call->headers[i];
        if (has_control(header->name) || has_control(header->value)) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = curl_slist_append(list, arena_format(arena, "%s: %s", header->name, header->value));
    }
    return list;
}

static void set_call(CURL *curl, const struct http_call *call, struct curl_slist *headers, struct receipt *receipt) {
    long connect = call->timeout < CONNECT_MILLISECONDS ? call->timeout : CONNECT_MILLISECONDS;
    curl_easy_setopt(curl, CURLOPT_URL, call->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)call->timeout);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "gem");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, receipt);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, receipt);
    if (call->body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body_length);
    }
    if (text_equal(call->method, "HEAD"))
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
}

enum status http_client_send(struct context *context, const struct http_call *call, struct http_answer *ret_answer) {
    enum status status = STATUS_OK;
    struct arena *arena = context->arena;
    struct receipt receipt = {
        .arena = arena,
        .body = text_new(arena, call->answer_maximum),
        .headers = arena_array(arena, HEADERS_MAXIMUM, sizeof *receipt.headers),
    };
    struct curl_slist *headers = header_list(arena, call);
    long code = 0;
    CURL *curl = curl_easy_init();
    if (headers == NULL || curl == NULL) {
        status = context_refuse(context, STATUS_INTERNAL, "The request could not be built.");
        goto out;
    }
    set_call(curl, call, headers, &receipt);
    CURLcode result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    if (result != CURLE_OK) {
        /* Only our own receivers refuse to take more. */
        const char *why = result == CURLE_WRITE_ERROR ? "it is too long" : curl_easy_strerror(result);
        status = context_refuse(context, STATUS_UNAVAILABLE, "%s gave no answer: %s.",
                                http_client_place(arena, call->url), why);
        goto out;
    }
    *ret_answer =
        (struct http_answer){(int)code, receipt.body.data, receipt.body.length, receipt.headers, receipt.header_count};
out:
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    return status;
}

const char *http_answer_header(const struct http_answer *answer, const char *name) {
    for (size_t i = 0; i < answer->header_count; i++)
        if (strcasecmp(answer->headers[i].name, name) == 0)
            return answer->headers[i].value;
    return NULL;
}
