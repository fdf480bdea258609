/* Lists of networks in CIDR form: who may come in. */
#ifndef GEM_ADDRESS_LIST_H
#define GEM_ADDRESS_LIST_H

#include <stdbool.h>

/* Is `address` (IPv4 or IPv6 as text) in one of the comma-separated networks, as "10.0.0.0/8, ::1"? An IPv4 address
 * that came as ::ffff:… is the IPv4 address. What is no network contains nothing. */
bool address_list_contains(const char *list, const char *address);

/* Is every part of the list a network? An empty list is fine. */
bool address_list_is_valid(const char *list);

#endif
