#include "console/console_roles.h"

#include "text.h"

const char *const console_roles[] = {"viewer", "support", "catalogue", "finance", "owner", NULL};

static const unsigned role_rights[] = {
    RIGHT_VIEW,
    RIGHT_VIEW | RIGHT_SUPPORT,
    RIGHT_VIEW | RIGHT_CATALOGUE,
    RIGHT_VIEW | RIGHT_FINANCE,
    RIGHT_VIEW | RIGHT_SUPPORT | RIGHT_CATALOGUE | RIGHT_FINANCE | RIGHT_OWN,
};

unsigned console_role_rights(const char *role) {
    for (int i = 0; console_roles[i] != NULL; i++)
        if (text_equal(console_roles[i], role))
            return role_rights[i];
    return 0;
}
