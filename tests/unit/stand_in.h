/* An outside service for tests: a child that plays answers back, and keeps what it was asked. */
#ifndef GEM_STAND_IN_H
#define GEM_STAND_IN_H

#define STAND_IN_JSON(status, headers, body)                                                                           \
    "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n" headers "Connection: close\r\n\r\n" body

/* Answers the n-th connection with the n-th text, up to a NULL; after that none listens any more. Requests go to the
 * file, a line break after each. Gives its address, "http://127.0.0.1:port", in the fixture's arena. */
const char *stand_in_play(const char *const *answers, const char *path);

#endif
