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

// Clears bit r of `bits` for each record that does not hold the needle: for few records among many.
void cscanner_keep(const uint8_t *_Nonnull text, const uint32_t *_Nonnull starts, uint32_t records,
                   const uint8_t *_Nonnull needle, size_t needle_length, uint32_t field_mask,
                   uint64_t *_Nonnull bits);

// Where a byte first stands; `length` where it does not.
size_t cscanner_index(const uint8_t *_Nonnull text, size_t length, uint8_t byte);

// Where the field of a record begins, counted from 0; `length` where there is none.
size_t cscanner_field_start(const uint8_t *_Nonnull record, size_t length, size_t field);

#endif
