/* QR codes (ISO/IEC 18004, by libqrencode) as SVG that stands on its own: sharp at any size, without styles or scripts.
 */
#ifndef GEM_QR_H
#define GEM_QR_H

#include "status.h"

struct arena;

/* `text` (UTF-8) as an SVG document in the arena, dark on light whatever is around it, with the quiet zone of four
 * modules, error correction level M. One module is one unit of its view box. STATUS_TOO_LARGE for more than the largest
 * code holds (2331 bytes), STATUS_INVALID_INPUT for no text at all. */
enum status qr_svg(struct arena *arena, const char *text, const char **ret_svg) MUST_CHECK;

#endif
