// Cells: what may be written into a frame, and how it looks.
#include "internal.h"

#include <stdlib.h>
#include <wchar.h>

static cchar_t styles[256];
/// A row's worth of cells.
static cchar_t *line;
static int line_size;

void cn_cells_resize(void) {
  int columns = getmaxx(stdscr);
  cchar_t *grown = realloc(line, sizeof(cchar_t) * (size_t)columns);
  if (grown == NULL) abort();
  line = grown;
  line_size = columns;
}

void cn_define_style(int style, int attributes, int colour) {
  attr_t attr = A_NORMAL;
  if (attributes & CN_BOLD) attr |= A_BOLD;
  if (attributes & CN_DIM) attr |= A_DIM;
  if (attributes & CN_REVERSED) attr |= A_REVERSE;
  if (attributes & CN_UNDERLINED) attr |= A_UNDERLINE;
  // No pair left (a terminal with 8 colours has few) must not make the cell vanish.
  int pair = colour >= 0 && colour < cn_colours() ? alloc_pair(colour, -1) : 0;
  if (pair < 0) pair = 0;
  setcchar(&styles[style & 0xFF], L" ", attr, 0, &pair);
}

void cn_place_cursor(int row, int column) { wmove(stdscr, row, column); }

void cn_repaint(void) { clearok(curscr, TRUE); }

void cn_scroll(int top, int bottom, int lines) {
  scrollok(stdscr, TRUE);
  wsetscrreg(stdscr, top, bottom);
  wscrl(stdscr, lines);
  wsetscrreg(stdscr, 0, getmaxy(stdscr) - 1);
  scrollok(stdscr, FALSE);
}

/// The scalar that may be sent for one, so that ncurses and we agree on its width.
static wchar_t sendable(uint32_t scalar, int width) {
  if (scalar < 0x20 || (scalar >= 0x7F && scalar < 0xA0) || (!cn_is_utf8() && scalar > 0x7E)) return L'?';
  if (scalar < 0x7F) return (wchar_t)scalar;
  int taken = wcwidth((wchar_t)scalar);
  return taken == width || (taken == 1 && width == 2) ? (wchar_t)scalar : L'?';
}

void cn_put(int row, int column, const cn_cell *cells, int count) {
  if (count > line_size) count = line_size;
  int used = 0;
  for (int i = 0; i < count; i++) {
    int width = i + 1 < count && cells[i + 1].scalar == 0 ? 2 : 1;
    cchar_t *cell = &line[used++];
    *cell = styles[cells[i].style & 0xFF];
    cell->chars[0] = cells[i].scalar == 0 ? L' ' : sendable(cells[i].scalar, width);
    if (width == 1) continue;
    i++;
    // A character that ncurses takes for a narrow one gets its second cell as a space.
    if (cell->chars[0] < 0x7F || wcwidth(cell->chars[0]) == 1) line[used++] = styles[cells[i].style & 0xFF];
  }
  mvwadd_wchnstr(stdscr, row, column, line, used);
}

void cn_put_cluster(int row, int column, const uint32_t *scalars, int count, int width, int style) {
  cchar_t cells[2] = {styles[style & 0xFF], styles[style & 0xFF]};
  int used = 1;
  if (count == 2 && width == 2 && scalars[0] >= 0x1F1E6 && scalars[0] <= 0x1F1FF && scalars[1] >= 0x1F1E6 &&
      scalars[1] <= 0x1F1FF) {
    // Terminals do not agree on the width of a flag, so its two letters stand for it.
    for (int i = 0; i < 2; i++) cells[i].chars[0] = (wchar_t)(L'A' + scalars[i] - 0x1F1E6);
    used = 2;
  } else {
    cells[0].chars[0] = count > 0 ? sendable(scalars[0], width) : L'?';
    // Marks that take no cell; joiners, variants and what follows them are left out, for the same reason.
    for (int i = 1, mark = 1; cn_is_utf8() && i < count && mark < CCHARW_MAX; i++) {
      if (scalars[i] == 0x200D) break;
      if (scalars[i] == 0xFE0E || scalars[i] == 0xFE0F || scalars[i] < 0x300) continue;
      if (wcwidth((wchar_t)scalars[i]) == 0) cells[0].chars[mark++] = (wchar_t)scalars[i];
    }
    if (width == 2 && (cells[0].chars[0] < 0x7F || wcwidth(cells[0].chars[0]) == 1)) used = 2;
  }
  mvwadd_wchnstr(stdscr, row, column, cells, used);
}
