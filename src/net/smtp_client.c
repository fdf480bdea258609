#include "smtp_client.h"

#include "arena.h"
#include "http_client.h"
#include "text.h"

#include <curl/curl.h>
#include <string.h>

enum { CONNECT_MILLISECONDS = 5000, REPLY_MAXIMUM = 200 };

struct upload {
    const char *next;
    size_t left;
};

static size_t give_message(char *buffer, size_t size, size_t count, void *argument) {
    struct upload *upload = argument;
    size_t length = size * count < upload->left ? size * count : upload->left;
    memcpy(buffer, upload->next, length);
    upload->next += length;
    upload->left -= length;
    return length;
}

/* Keeps the last line that refuses something, as printable ASCII. */
static size_t take_reply(char *bytes, size_t size, size_t count, void *argument) {
    char *reply = argument;
    size_t length = 0;
    if (size * count == 0 || (*bytes != '4' && *bytes != '5'))
        return count;
    for (size_t i = 0; i < size * count && length < REPLY_MAXIMUM; i++)
        if (bytes[i] >= ' ' && bytes[i] <= '~')
            reply[length++] = bytes[i];
    reply[length] = '\0';
    return count;
}

static bool is_this_machine(const char *host) {
    return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 || strncmp(host, "127.", 4) == 0;
}

/* How much TLS the address asks for. */
static long tls_level(const char *url) {
    long level = (long)CURLUSESSL_ALL;
    char *host = NULL;
    char *user = NULL;
    CURLU *parts = curl_url();
    if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        (curl_url_get(parts, CURLUPART_USER, &user, 0) != CURLUE_OK || is_this_machine(host)))
        level = (long)CURLUSESSL_TRY;
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(parts);
    return level;
}

static bool breaks_command(const char *address) {
    return *address == '\0' || strpbrk(address, "\r\n<> ") != NULL;
}

static void set_call(CURL *curl, const struct smtp_call *call, struct curl_slist *recipients, struct upload *upload,
                     char *reply) {
    long connect = call->timeout < CONNECT_MILLISECONDS ? call->timeout : CONNECT_MILLISECONDS;
    curl_easy_setopt(curl, CURLOPT_URL, call->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, tls_level(call->url));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)call->timeout);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect);
    /* Also bounds the wait for the answer to QUIT, which the time-out above does not: 120 seconds otherwise. */
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (call->timeout + 999L) / 1000);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, call->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, upload);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, reply);
}

/* Did a reply end the call? In all other failures the last reply was to something else. */
static bool ended_by_reply(CURLcode result) {
    return result == CURLE_SEND_ERROR || result == CURLE_WEIRD_SERVER_REPLY || result == CURLE_LOGIN_DENIED ||
           result == CURLE_REMOTE_ACCESS_DENIED;
}

static enum status judge(struct context *context, const struct smtp_call *call, CURL *curl, CURLcode result,
                         const char *reply) {
    long code = 0;
    const char *place = http_client_place(context->arena, call->url);
    if (result == CURLE_OK)
        return STATUS_OK;
    if (ended_by_reply(result))
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    if (code >= 500 && code <= 599)
        return context_refuse(context, STATUS_RULE_REFUSED, "%s refused the mail: %s", place, reply);
    if (code >= 400 && code <= 499)
        return context_refuse(context, STATUS_UNAVAILABLE, "%s cannot take the mail now: %s", place, reply);
    return context_refuse(context, STATUS_UNAVAILABLE, "%s did not take the mail: %s.", place,
                          curl_easy_strerror(result));
}

enum status smtp_client_send(struct context *context, const struct smtp_call *call) {
    enum status status = STATUS_INTERNAL;
    struct upload upload = {call->message, call->message_length};
    char reply[REPLY_MAXIMUM + 1] = "";
    struct curl_slist *recipients = curl_slist_append(NULL, call->to);
    CURL *curl = curl_easy_init();
    if (curl == NULL || recipients == NULL || breaks_command(call->from) || breaks_command(call->to)) {
        status = context_refuse(context, STATUS_INTERNAL, "The mail could not be addressed.");
        goto out;
    }
    set_call(curl, call, recipients, &upload, reply);
    status = judge(context, call, curl, curl_easy_perform(curl), reply);
out:
    curl_easy_cleanup(curl);
    curl_slist_free_all(recipients);
    return status;
}
