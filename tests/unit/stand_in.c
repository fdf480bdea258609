#include "stand_in.h"

#include "arena.h"
#include "fixture.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAXIMUM = 8192, WAITING_MAXIMUM = 8 };

/* Reads one request, headers and body, into the file. */
static void take_request(int connection, int file) {
    char request[REQUEST_MAXIMUM];
    size_t length = 0;
    const char *body = NULL;
    size_t body_length = 0;
    while (body == NULL || (size_t)(request + length - body) < body_length) {
        ssize_t count = read(connection, request + length, sizeof request - 1 - length);
        if (count <= 0)
            break;
        length += (size_t)count;
        request[length] = '\0';
        const char *end = strstr(request, "\r\n\r\n");
        const char *announced = strstr(request, "Content-Length: ");
        if (end == NULL)
            continue;
        body = end + 4;
        body_length = announced == NULL ? 0 : strtoul(announced + 16, NULL, 10);
    }
    ck_assert_int_eq(write(file, request, length), (ssize_t)length);
    ck_assert_int_eq(write(file, "\n", 1), 1);
}

static void answer(int connection, const char *text) {
    while (*text != '\0') {
        ssize_t count = send(connection, text, strlen(text), MSG_NOSIGNAL);
        if (count < 0)
            return;
        text += count;
    }
}

static void serve(int listener, const char *const *answers, const char *path) {
    int file = open(path, O_WRONLY | O_APPEND);
    for (; *answers != NULL; answers++) {
        int connection = accept(listener, NULL, NULL);
        take_request(connection, file);
        answer(connection, *answers);
        close(connection);
    }
}

const char *stand_in_play(const char *const *answers, const char *path) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(listener, WAITING_MAXIMUM), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    pid_t process = fork();
    ck_assert_int_ge(process, 0);
    if (process == 0) {
        serve(listener, answers, path);
        _exit(EXIT_SUCCESS);
    }
    close(listener);
    return arena_format(fixture.arena, "http://127.0.0.1:%d", ntohs(address.sin_port));
}
