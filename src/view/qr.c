#include "qr.h"

#include "arena.h"
#include "text.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>

enum { QUIET_ZONE = 4, PATH_MAXIMUM = 512 * 1024, DARK = 1 };

/* The path of one row: a rectangle for each run of dark modules. */
static void append_row(struct text *path, const QRcode *code, int row) {
    const unsigned char *modules = code->data + row * code->width;
    for (int from = 0, to; from < code->width; from = to + 1) {
        for (to = from; to < code->width && (modules[to] & DARK) != 0; to++)
            ;
        if (to > from)
            text_append_format(path, "M%d %dh%dv1h-%dz", from + QUIET_ZONE, row + QUIET_ZONE, to - from, to - from);
    }
}

enum status qr_svg(struct arena *arena, const char *text, const char **ret_svg) {
    struct text path = text_new(arena, PATH_MAXIMUM);
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL && errno == ENOMEM)
        abort();
    if (code == NULL)
        return errno == ERANGE ? STATUS_TOO_LARGE : STATUS_INVALID_INPUT;
    int size = code->width + 2 * QUIET_ZONE;
    for (int row = 0; row < code->width; row++)
        append_row(&path, code, row);
    QRcode_free(code);
    *ret_svg = arena_format(arena,
                            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
                            "shape-rendering=\"crispEdges\"><title>QR code</title>"
                            "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"%s\"/></svg>\n",
                            size, size, size, size, path.data);
    return STATUS_OK;
}
