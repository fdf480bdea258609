#include "stripe_stand_in.h"

#include "fixture.h"

#include <stdlib.h>

void stripe_configure(const char *url, const char *key) {
    setenv("GEM_DATABASE_URL", "postgresql://x", 1);
    setenv("GEM_STRIPE_API_URL", url, 1);
    setenv("GEM_STRIPE_SECRET_KEY", key, 1);
    fixture_configure(PROGRAM_WORKER);
}

const char *stripe_play(const char *const *answers) {
    const char *path = fixture_file();
    stripe_configure(stand_in_play(answers, path), "sk_test_vectors");
    return path;
}

const char *stripe_play_one(const char *answer) {
    const char *const answers[] = {answer, NULL};
    return stripe_play(answers);
}
