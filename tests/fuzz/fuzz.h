/* What the fuzz targets share. A target reads any bytes, and aborts when a property does not hold. */
#ifndef GEM_FUZZ_H
#define GEM_FUZZ_H

#include "context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts, naming the property, unless it holds. */
void fuzz_must(bool holds, const char *property);

/* The context of one input, empty; the memory of the one before it is gone. */
struct context *fuzz_context(void);

/* The same with fixed settings. */
struct context *fuzz_configured_context(void);

/* A refusal says why: STATUS_INVALID_INPUT names fields, any other has a detail. */
void fuzz_must_explain(const struct context *context, enum status status);

#endif
