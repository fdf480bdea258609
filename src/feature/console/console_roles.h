/* The roles of administrators: which rights each one has. */
#ifndef GEM_CONSOLE_ROLES_H
#define GEM_CONSOLE_ROLES_H

#include "route.h"

/* "viewer", "support", "catalogue", "finance", "owner"; for fields of a choice. */
extern const char *const console_roles[];

/* The bits of enum admin_right; none for what is no role. */
unsigned console_role_rights(const char *role);

#endif
