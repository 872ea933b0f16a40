#ifndef CSCANNER_H
#define CSCANNER_H

#include <stddef.h>
#include <stdint.h>

// Records are fields of UTF-8 with 0xFF between them, a byte that UTF-8 never holds.
// Record r is text[starts[r] ..< starts[r + 1]].

// Sets bit r of `bits` for each record that holds the needle in one of the fields of the mask (bit 0: the
// first field). The needle is not empty and holds no 0xFF.
void cscanner_find(const uint8_t *_Nonnull text, const uint32_t *_Nonnull starts, uint32_t records,
                   const uint8_t *_Nonnull needle, size_t needle_length, uint32_t field_mask,
                   uint64_t *_Nonnull bits);

// The same for one record: 1 or 0.
int cscanner_holds(const uint8_t *_Nonnull record, size_t length, const uint8_t *_Nonnull needle,
                   size_t needle_length, uint32_t field_mask);

#endif
