#include "keccak.h"

#include <stdint.h>
#include <string.h>

enum { LANES = 25, ROUNDS = 24, RATE = 136 };

static const uint64_t round_constants[ROUNDS] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

/* The lane that each step of rho and pi moves to, and how far it turns. */
static const int pi_lanes[ROUNDS] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                     15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
static const int rho_turns[ROUNDS] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                      27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};

static uint64_t turn(uint64_t value, int bits) {
    return value << bits | value >> (64 - bits);
}

static void theta(uint64_t state[LANES]) {
    uint64_t parity[5];
    for (int x = 0; x < 5; x++)
        parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
    for (int i = 0; i < LANES; i++)
        state[i] ^= parity[(i + 4) % 5] ^ turn(parity[(i + 1) % 5], 1);
}

static void rho_and_pi(uint64_t state[LANES]) {
    uint64_t moving = state[1];
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t next = state[pi_lanes[i]];
        state[pi_lanes[i]] = turn(moving, rho_turns[i]);
        moving = next;
    }
}

static void chi(uint64_t state[LANES]) {
    for (int row = 0; row < LANES; row += 5) {
        uint64_t old[5];
        memcpy(old, state + row, sizeof old);
        for (int x = 0; x < 5; x++)
            state[row + x] = old[x] ^ (~old[(x + 1) % 5] & old[(x + 2) % 5]);
    }
}

static void permute(uint64_t state[LANES]) {
    for (int i = 0; i < ROUNDS; i++) {
        theta(state);
        rho_and_pi(state);
        chi(state);
        state[0] ^= round_constants[i];
    }
}

/* Lanes are little-endian, whatever the machine is. */
static void absorb(uint64_t state[LANES], const unsigned char block[RATE]) {
    for (int i = 0; i < RATE; i++)
        state[i / 8] ^= (uint64_t)block[i] << (8 * (i % 8));
    permute(state);
}

void keccak256(const void *bytes, size_t length, unsigned char ret_digest[KECCAK256_SIZE]) {
    uint64_t state[LANES] = {0};
    unsigned char last[RATE] = {0};
    const unsigned char *from = bytes;
    for (; length >= RATE; from += RATE, length -= RATE)
        absorb(state, from);
    if (length > 0)
        memcpy(last, from, length);
    last[length] = 0x01;
    last[RATE - 1] |= 0x80;
    absorb(state, last);
    for (int i = 0; i < KECCAK256_SIZE; i++)
        ret_digest[i] = (unsigned char)(state[i / 8] >> (8 * (i % 8)));
}
