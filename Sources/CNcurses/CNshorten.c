// Makes a frame shorter: ncurses resets colours one by one, names the character set each time, and names row and
// column where the column would do. What is shown is the same.
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CNcurses.h"

typedef struct {
  const cn_terminal *terminal;
  /// Where the output ends; it never overtakes the input, as no replacement is longer.
  char *out;
  /// The cursor's row, from 1; 0 when it is not known. Its column, at most.
  int row, most_column;
  /// Whether the scroll region is the whole screen.
  int is_region_whole;
  /// Parameters of colours and attributes that are not sent yet, and all that hold since the last reset.
  char waiting[64], holding[64];
} writer;

static void copy(writer *w, const char *text, size_t length) {
  memmove(w->out, text, length);
  w->out += length;
}

/// Formats a sequence; not in place, as the zero that ends a C string would overwrite input.
__attribute__((format(printf, 2, 3))) static void put(writer *w, const char *format, ...) {
  char text[80];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(text, sizeof text, format, values);
  va_end(values);
  copy(w, text, (size_t)length);
}

static int resets(const char *parameters) {
  return parameters[0] == '0' && (parameters[1] == 0 || parameters[1] == ';');
}

/// Sends the colours that wait, unless they are those that hold.
static void flush_style(writer *w) {
  if (w->waiting[0] == 0) return;
  if (!resets(w->waiting) || strcmp(w->waiting, w->holding) != 0) {
    if (strcmp(w->waiting, "0") == 0) copy(w, "\033[m", 3);
    else put(w, "\033[%sm", w->waiting + (resets(w->waiting) && strcmp(w->holding, "0") == 0 ? 2 : 0));
    if (resets(w->waiting)) strcpy(w->holding, w->waiting);
    else strcpy(w->holding, "?");
  }
  w->waiting[0] = 0;
}

static void add_style(writer *w, const char *parameters, size_t length) {
  char added[64];
  if (length >= sizeof added) length = sizeof added - 1;
  memcpy(added, parameters, length);
  added[length] = 0;
  if (length == 0) strcpy(added, "0");
  if (resets(added)) {
    strcpy(w->waiting, added);
  } else {
    if (w->waiting[0] != 0 && strlen(w->waiting) + length + 2 > sizeof w->waiting) flush_style(w);
    if (w->waiting[0] != 0) strcat(w->waiting, ";");
    strcat(w->waiting, added);
  }
}

static void move_to(writer *w, int row, int column) {
  int follows = row == w->row + 1 && w->is_region_whole && w->most_column < w->terminal->columns;
  if (w->row > 0 && w->terminal->places_columns && (row == w->row || follows)) {
    if (row != w->row) copy(w, "\n", 1);
    if (column == 1) copy(w, "\r", 1);
    else put(w, "\033[%dG", column);
  } else if (row == 1 && column == 1) {
    copy(w, "\033[H", 3);
  } else if (column == 1) {
    put(w, "\033[%dH", row);
  } else {
    put(w, "\033[%d;%dH", row, column);
  }
  w->row = row;
  w->most_column = column;
}

/// Takes a control sequence: `from` points behind its `[`, `to` at its last byte.
static void take_sequence(writer *w, const char *from, const char *to) {
  int first = atoi(from), count = first > 0 ? first : 1;
  const char *separator = memchr(from, ';', (size_t)(to - from));
  int second = separator ? atoi(separator + 1) : 1;
  size_t length = (size_t)(to - from);
  switch (*to) {
  case 'm':
    add_style(w, from, length);
    return;
  case 'H':
    move_to(w, count, second > 0 ? second : 1);
    return;
  case 'd': w->row = count; break;
  case 'G': w->most_column = count; break;
  case 'A': w->row = w->row > count ? w->row - count : 0; break;
  case 'B': w->row = w->row > 0 ? w->row + count : 0; break;
  case 'C': w->most_column += count; break;
  case 'D': break;
  default:
    flush_style(w);
    if (*to == 'r') w->is_region_whole = length == 0 || (count == 1 && second == w->terminal->rows);
    if (strchr("KXP@hl", *to) == NULL) w->row = 0;
  }
  copy(w, from - 2, length + 3);
}

size_t cn_shorten(char *bytes, size_t length, const cn_terminal *terminal) {
  // Another character set in use, or strings for the terminal: left as it is.
  if (memchr(bytes, 0x0E, length) || memmem(bytes, length, "\033(0", 3) || memmem(bytes, length, "\033]", 2)) {
    return length;
  }
  writer w = {.terminal = terminal, .out = bytes, .is_region_whole = 1, .holding = "?"};
  if (terminal->is_plain) strcpy(w.holding, "0");
  const char *at = bytes, *end = bytes + length;
  while (at < end) {
    unsigned char byte = (unsigned char)*at;
    if (byte == 0x1B && end - at > 2 && at[1] == '[') {
      const char *last = at + 2;
      while (last < end - 1 && (*last < '@' || *last > '~')) last++;
      const char *from = at + 2;
      at = last + 1;
      take_sequence(&w, from, last);
    } else if (byte == 0x1B && end - at > 2 && at[1] == '(') {
      at += 3;
    } else if (byte == 0x1B && end - at > 1) {
      flush_style(&w);
      copy(&w, at, 2);
      at += 2;
      w.row = 0;
    } else if (byte == 0x0F) {
      at++;
    } else {
      if (byte != '\r' && byte != '\b') flush_style(&w);
      if (byte == '\n') w.row = w.row > 0 && w.is_region_whole && w.row < terminal->rows ? w.row + 1 : 0;
      else if (byte == '\r') w.most_column = 1;
      else w.most_column++;
      copy(&w, at++, 1);
    }
  }
  flush_style(&w);
  return (size_t)(w.out - bytes);
}
