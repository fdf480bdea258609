#include "address_list.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { PART_MAXIMUM = 64, ADDRESS_BYTES = 16, MAPPED_BITS = 96 };

/* Every address as IPv6, IPv4 ones as ::ffff:a.b.c.d, so that one comparison does for both. */
static bool read_address(const char *text, unsigned char ret_bytes[ADDRESS_BYTES], int *ret_bits) {
    static const unsigned char mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (inet_pton(AF_INET, text, ret_bytes + sizeof mapped) == 1) {
        memcpy(ret_bytes, mapped, sizeof mapped);
        *ret_bits = ADDRESS_BYTES * 8 - MAPPED_BITS;
        return true;
    }
    *ret_bits = ADDRESS_BYTES * 8;
    return inet_pton(AF_INET6, text, ret_bytes) == 1;
}

/* "10.0.0.0/8" or a single address. */
static bool read_network(const char *text, unsigned char ret_bytes[ADDRESS_BYTES], int *ret_prefix) {
    char address[PART_MAXIMUM];
    int bits;
    size_t length = strcspn(text, "/");
    memcpy(address, text, length);
    address[length] = '\0';
    if (!read_address(address, ret_bytes, &bits))
        return false;
    long prefix = bits;
    if (text[length] == '/') {
        char *end;
        prefix = strtol(text + length + 1, &end, 10);
        if (end == text + length + 1 || *end != '\0' || prefix < 0 || prefix > bits)
            return false;
    }
    *ret_prefix = ADDRESS_BYTES * 8 - bits + (int)prefix;
    return true;
}

static bool bits_equal(const unsigned char *left, const unsigned char *right, int bits) {
    int bytes = bits / 8;
    int rest = bits % 8;
    if (memcmp(left, right, (size_t)bytes) != 0)
        return false;
    return rest == 0 || ((left[bytes] ^ right[bytes]) >> (8 - rest)) == 0;
}

/* Copies the next part without blanks into `ret_part` and gives what follows it; NULL at the end. A part too long to be
 * a network becomes one that is none. */
static const char *next_part(const char *list, char ret_part[PART_MAXIMUM]) {
    static const char no_network[] = "-";
    list += strspn(list, ", \t");
    if (*list == '\0')
        return NULL;
    size_t length = strcspn(list, ", \t");
    bool fits = length < PART_MAXIMUM;
    memcpy(ret_part, fits ? list : no_network, fits ? length : 1);
    ret_part[fits ? length : 1] = '\0';
    return list + length;
}

bool address_list_contains(const char *list, const char *address) {
    unsigned char wanted[ADDRESS_BYTES];
    unsigned char network[ADDRESS_BYTES];
    char part[PART_MAXIMUM];
    int bits;
    if (!read_address(address, wanted, &bits))
        return false;
    while ((list = next_part(list, part)) != NULL)
        if (read_network(part, network, &bits) && bits_equal(wanted, network, bits))
            return true;
    return false;
}

bool address_list_is_valid(const char *list) {
    unsigned char network[ADDRESS_BYTES];
    char part[PART_MAXIMUM];
    int prefix;
    while ((list = next_part(list, part)) != NULL)
        if (!read_network(part, network, &prefix))
            return false;
    return true;
}
