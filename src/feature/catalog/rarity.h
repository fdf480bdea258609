/* How rare a gem is. */
#ifndef GEM_RARITY_H
#define GEM_RARITY_H

/* From the most common to the rarest, NULL-terminated: the same order as the type in the database. */
extern const char *const rarities[];

/* 0 for the most common; the count of rarities for a text that is none. */
int rarity_rank(const char *rarity);

#endif
