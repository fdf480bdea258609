/* How outside services prove that a webhook is theirs: by a signature of the body, or by a secret said literally.
 *
 * Secrets come as settings: one, or several separated by commas without blanks, while one takes the place of another.
 * An empty one never matches anything, so a service that is not set up is refused. */
#ifndef GEM_SIGNATURE_HEADER_H
#define GEM_SIGNATURE_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is `header` a signature of the body, of about now, by one of the secrets? The scheme is Stripe's, which Shippo and
 * our own activity events share:
 *
 *     t=<seconds since 1970>,v1=<HMAC-SHA-256 of "<t>.<body>", lower-case hexadecimal>[,v1=…][,<other scheme>=…]
 *
 * One good v1 is enough. The key is the whole text of a secret, with its "whsec_". Times farther from `now` than the
 * tolerance are refused on either side, and so are a header that is not of this form and NULL. Takes the time that the
 * lengths ask for, whatever the signatures are. */
bool signature_header_is_valid(const char *header, const void *body, size_t length, const char *secrets,
                               int64_t now_seconds, int64_t tolerance_seconds);

/* Is `given`, which may be NULL, one of the secrets? Takes the time that the lengths ask for. */
bool secret_matches(const char *given, const char *secrets);

#endif
