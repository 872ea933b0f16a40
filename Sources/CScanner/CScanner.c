#define _GNU_SOURCE
#include "CScanner.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ALL_FIELDS UINT32_MAX
#define SEPARATOR 0xFF

// The first place at or after `from` where the needle stands, or `length`.
typedef size_t (*find_function)(const uint8_t *text, size_t from, size_t length, const uint8_t *needle,
                                size_t needle_length);

static size_t find_anywhere(const uint8_t *text, size_t from, size_t length, const uint8_t *needle,
                            size_t needle_length) {
  const uint8_t *place = memmem(text + from, length - from, needle, needle_length);
  return place ? (size_t)(place - text) : length;
}

#if defined(__x86_64__)
// Compares the first and the last byte of the needle 32 places at a time, the rest where both fit.
__attribute__((target("avx2"))) static size_t find_avx2(const uint8_t *text, size_t from, size_t length,
                                                        const uint8_t *needle, size_t needle_length) {
  const __m256i first = _mm256_set1_epi8((char)needle[0]);
  const __m256i last = _mm256_set1_epi8((char)needle[needle_length - 1]);
  size_t place = from;
  for (; place + needle_length + 31 <= length; place += 32) {
    const __m256i heads = _mm256_loadu_si256((const __m256i *)(text + place));
    const __m256i tails = _mm256_loadu_si256((const __m256i *)(text + place + needle_length - 1));
    uint32_t mask = (uint32_t)_mm256_movemask_epi8(
        _mm256_and_si256(_mm256_cmpeq_epi8(heads, first), _mm256_cmpeq_epi8(tails, last)));
    while (mask) {
      const size_t hit = place + (size_t)__builtin_ctz(mask);
      if (needle_length < 3 || memcmp(text + hit + 1, needle + 1, needle_length - 2) == 0) return hit;
      mask &= mask - 1;
    }
  }
  return place < length ? find_anywhere(text, place, length, needle, needle_length) : length;
}

static find_function best_find(void) { return __builtin_cpu_supports("avx2") ? find_avx2 : find_anywhere; }
#else
static find_function best_find(void) { return find_anywhere; }
#endif

// Which field of a record a place is in: how many separators stand before it.
static uint32_t field_at(const uint8_t *text, size_t start, size_t place) {
  uint32_t field = 0;
  size_t at = start;
#if defined(__SSE2__)
  const __m128i separator = _mm_set1_epi8((char)SEPARATOR);
  for (; at + 16 <= place; at += 16) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(text + at));
    field += (uint32_t)__builtin_popcount((unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, separator)));
  }
#endif
  for (; at < place; at++) field += text[at] == SEPARATOR;
  return field;
}

static int is_in_mask(const uint8_t *text, size_t start, size_t place, uint32_t field_mask) {
  if (field_mask == ALL_FIELDS) return 1;
  const uint32_t field = field_at(text, start, place);
  return field < 32 && (field_mask >> field & 1);
}

void cscanner_find(const uint8_t *text, const uint32_t *starts, uint32_t records, const uint8_t *needle,
                   size_t needle_length, uint32_t field_mask, uint64_t *bits) {
  const find_function find = best_find();
  const size_t length = starts[records];
  if (needle_length == 0 || needle_length > length) return;
  uint32_t record = 0;
  size_t place = 0;
  while (place < length) {
    place = find(text, place, length, needle, needle_length);
    if (place >= length) return;
    uint32_t step = 1;
    while (record + step <= records && starts[record + step] <= place) {
      record += step;
      step <<= 1;
    }
    while (step > 0) {
      if (record + step <= records && starts[record + step] <= place) record += step;
      step >>= 1;
    }
    // A hit never reaches into the next record, as records are told apart below.
    if (place + needle_length <= starts[record + 1] && is_in_mask(text, starts[record], place, field_mask)) {
      bits[record >> 6] |= (uint64_t)1 << (record & 63);
      place = starts[record + 1];
    } else {
      place += 1;
    }
  }
}

void cscanner_keep(const uint8_t *text, const uint32_t *starts, uint32_t records, const uint8_t *needle,
                   size_t needle_length, uint32_t field_mask, uint64_t *bits) {
  const find_function find = best_find();
  for (uint32_t word = 0; word < (records + 63) >> 6; word++) {
    uint64_t rest = bits[word];
    while (rest) {
      const uint32_t record = (word << 6) + (uint32_t)__builtin_ctzll(rest);
      const uint64_t bit = rest & -rest;
      rest ^= bit;
      if (record >= records) return;
      size_t place = starts[record];
      const size_t end = starts[record + 1];
      int is_found = 0;
      while (!is_found && place + needle_length <= end) {
        place = find(text, place, end, needle, needle_length);
        if (place >= end) break;
        is_found = is_in_mask(text, starts[record], place, field_mask);
        place += 1;
      }
      if (!is_found) bits[word] ^= bit;
    }
  }
}

size_t cscanner_index(const uint8_t *text, size_t length, uint8_t byte) {
  const uint8_t *place = length > 0 ? memchr(text, byte, length) : NULL;
  return place ? (size_t)(place - text) : length;
}

size_t cscanner_field_start(const uint8_t *record, size_t length, size_t field) {
  size_t place = 0;
  for (; field > 0 && place < length; field--) {
    place += cscanner_index(record + place, length - place, SEPARATOR) + 1;
  }
  return place < length ? place : length;
}
