/* A stand-in for Stripe, and the fixture's settings to reach it. */
#ifndef GEM_STRIPE_STAND_IN_H
#define GEM_STRIPE_STAND_IN_H

#include "stand_in.h"

#define LIST(elements, more) "{\"object\":\"list\",\"data\":[" elements "],\"has_more\":" more ",\"url\":\"/v1/x\"}"
#define FOUND(body) STAND_IN_JSON("200 OK", "", body)

/* Settings with this address and key. */
void stripe_configure(const char *url, const char *key);

/* Settings for a Stripe that plays these answers back, as stand_in_play() does. Gives the file with the requests. */
const char *stripe_play(const char *const *answers);
const char *stripe_play_one(const char *answer);

#endif
