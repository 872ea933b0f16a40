// Keys: the terminal's sequences, as ncurses matches them, to codes of our own.
#include "internal.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

WINDOW *cn_key_pad;

// Codes that no terminal description uses.
enum { PASTE_BEGIN = 0x1F00, PASTE_END, ANSWER };

static const struct {
  const char *sequence;
  int code;
} sequences[] = {
    // Bracketed paste, and the answer to a request for a status report.
    {"\033[200~", PASTE_BEGIN},
    {"\033[201~", PASTE_END},
    {"\033[0n", ANSWER},
    {"\033[3n", ANSWER},
    // Arrows in both modes, whichever the terminal is in.
    {"\033[A", KEY_UP},
    {"\033[B", KEY_DOWN},
    {"\033[C", KEY_RIGHT},
    {"\033[D", KEY_LEFT},
    {"\033OA", KEY_UP},
    {"\033OB", KEY_DOWN},
    {"\033OC", KEY_RIGHT},
    {"\033OD", KEY_LEFT},
    // What xterm, PuTTY, rxvt and the Linux console send for the others.
    {"\033[H", KEY_HOME},
    {"\033[F", KEY_END},
    {"\033OH", KEY_HOME},
    {"\033OF", KEY_END},
    {"\033[1~", KEY_HOME},
    {"\033[4~", KEY_END},
    {"\033[7~", KEY_HOME},
    {"\033[8~", KEY_END},
    {"\033[3~", KEY_DC},
    {"\033[5~", KEY_PPAGE},
    {"\033[6~", KEY_NPAGE},
    {"\033[Z", KEY_BTAB},
    {"\033[11~", KEY_F(1)},
    {"\033[12~", KEY_F(2)},
    {"\033[13~", KEY_F(3)},
    {"\033[14~", KEY_F(4)},
    {"\033OM", KEY_ENTER},
};

static const struct {
  int code, key;
} codes[] = {
    {KEY_UP, CN_KEY_UP},          {KEY_SR, CN_KEY_UP},
    {KEY_DOWN, CN_KEY_DOWN},      {KEY_SF, CN_KEY_DOWN},
    {KEY_LEFT, CN_KEY_LEFT},      {KEY_SLEFT, CN_KEY_LEFT},
    {KEY_RIGHT, CN_KEY_RIGHT},    {KEY_SRIGHT, CN_KEY_RIGHT},
    {KEY_HOME, CN_KEY_HOME},      {KEY_SHOME, CN_KEY_HOME},
    {KEY_END, CN_KEY_END},        {KEY_SEND, CN_KEY_END},
    {KEY_PPAGE, CN_KEY_PAGE_UP},  {KEY_SPREVIOUS, CN_KEY_PAGE_UP},
    {KEY_NPAGE, CN_KEY_PAGE_DOWN}, {KEY_SNEXT, CN_KEY_PAGE_DOWN},
    {KEY_DC, CN_KEY_DELETE},      {KEY_SDC, CN_KEY_DELETE},
    {KEY_A1, CN_KEY_HOME},        {KEY_A3, CN_KEY_PAGE_UP},
    {KEY_C1, CN_KEY_END},         {KEY_C3, CN_KEY_PAGE_DOWN},
    {KEY_FIND, CN_KEY_HOME},      {KEY_SELECT, CN_KEY_END},
    {KEY_BACKSPACE, CN_KEY_BACKSPACE}, {KEY_BTAB, CN_KEY_BACK_TAB},
    {KEY_ENTER, CN_KEY_ENTER},    {PASTE_BEGIN, CN_KEY_PASTE_BEGIN},
    {PASTE_END, CN_KEY_PASTE_END}, {ANSWER, CN_KEY_ANSWER},
};

/// Keys with modifiers, by the beginnings of the names in the terminal's description: `kUP5` is Ctrl-Up.
static const struct {
  const char *name;
  int key;
} modified[] = {
    {"kUP", CN_KEY_UP},       {"kDN", CN_KEY_DOWN},      {"kLFT", CN_KEY_LEFT},
    {"kRIT", CN_KEY_RIGHT},   {"kHOM", CN_KEY_HOME},     {"kEND", CN_KEY_END},
    {"kPRV", CN_KEY_PAGE_UP}, {"kNXT", CN_KEY_PAGE_DOWN}, {"kDC", CN_KEY_DELETE},
};

void cn_define_keys(void) {
  for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
    define_key(sequences[i].sequence, sequences[i].code);
  }
}

int cn_read(void) {
  int code = wgetch(cn_key_pad);
  if (code == ERR) return CN_NO_KEY;
  if (code >= 0 && code < 256) return code;
  if (code > KEY_F0 && code <= KEY_F(63)) return CN_KEY_F1 + code - KEY_F(1);
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    if (codes[i].code == code) return codes[i].key;
  }
  const char *name = code > KEY_MAX ? keyname(code) : NULL;
  for (size_t i = 0; name != NULL && i < sizeof modified / sizeof *modified; i++) {
    size_t length = strlen(modified[i].name);
    if (strncmp(name, modified[i].name, length) == 0 && strlen(name) == length + 1) return modified[i].key;
  }
  return CN_KEY_UNKNOWN;
}

size_t cn_read_bytes(char *bytes, size_t limit) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  if (poll(&input, 1, 0) != 1 || (input.revents & POLLIN) == 0) return 0;
  ssize_t length = read(STDIN_FILENO, bytes, limit);
  return length > 0 ? (size_t)length : 0;
}
