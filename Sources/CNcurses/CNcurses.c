// The screen: ncurses works out what to send, into a file in memory; one `write` sends it.
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

// Not from <term.h>, which defines `columns`, `lines` and others as macros.
extern char *tigetstr(const char *);
extern int tigetflag(const char *);

static SCREEN *screen;
static FILE *output;
/// The terminal; a copy of it that ncurses knows, and that stands for `capture` while frames are made.
static int tty_fd = -1, curses_fd = -1, capture_fd = -1;
static int saved_output = -1, saved_error = -1, log_to = -1;
static struct termios shell_modes;
static int utf8, speaks_ansi, places_columns;
static char notice[200];

static char *frame;
static size_t frame_size, frame_length;
/// Frames since the terminal was taken.
static long frames;

static const char synchronise[] = "\033[?2026h", synchronised[] = "\033[?2026l", ask[] = "\033[5n";
static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";
enum { mark_length = sizeof synchronise - 1, ask_length = sizeof ask - 1 };

static void capture(int on) { dup3(on ? capture_fd : tty_fd, curses_fd, O_CLOEXEC); }

static void tell(const char *text) {
  if (speaks_ansi && write(tty_fd, text, strlen(text)) < 0) { /* The line is gone: the loop will see it. */
  }
}

static void redirect(int on) {
  if (log_to < 0) return;
  if (on) {
    saved_output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    saved_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    dup2(log_to, STDOUT_FILENO);
    dup2(log_to, STDERR_FILENO);
    return;
  }
  if (saved_output >= 0) dup2(saved_output, STDOUT_FILENO), close(saved_output), saved_output = -1;
  if (saved_error >= 0) dup2(saved_error, STDERR_FILENO), close(saved_error), saved_error = -1;
}

/// Appends a string of the terminal's description, without its padding times.
static size_t add_capability(char *text, size_t at, size_t limit, const char *name) {
  const char *from = tigetstr(name);
  if (from == NULL || from == (char *)-1) return at;
  while (*from && at < limit) {
    const char *end = from[0] == '$' && from[1] == '<' ? strchr(from, '>') : NULL;
    if (end) from = end + 1;
    else text[at++] = *from++;
  }
  return at;
}

static void arm_rescue(void) {
  char text[512];
  size_t at = 0, limit = sizeof text - sizeof notice - 2;
  if (speaks_ansi) {
    at = strlen(synchronised) + strlen(paste_off);
    memcpy(text, synchronised, strlen(synchronised));
    memcpy(text + strlen(synchronised), paste_off, strlen(paste_off));
  }
  static const char *const names[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) at = add_capability(text, at, limit, names[i]);
  at += (size_t)sprintf(text + at, "\r\n%s", notice);
  cn_rescue_arm(tty_fd, saved_error, &shell_modes, text, at);
}

/// The character set: the environment's; where it names UTF-8 in a locale that is not installed, or nothing at
/// all, `C.UTF-8`.
static void adopt_locale(void) {
  const char *name = NULL;
  static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (int i = 0; i < 3 && (name == NULL || *name == 0); i++) name = getenv(variables[i]);
  int found = setlocale(LC_CTYPE, "") != NULL;
  if (name == NULL || *name == 0 || (!found && (strcasestr(name, "utf-8") || strcasestr(name, "utf8")))) {
    setlocale(LC_CTYPE, "C.UTF-8");
  }
  utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int cn_is_terminal(void) { return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO); }

void cn_terminal_size(int *columns, int *rows) {
  struct winsize size = {0};
  ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
  *columns = size.ws_col;
  *rows = size.ws_row;
}

static int open_screen(void) {
  const char *type = getenv("TERM");
  if (type != NULL && *type != 0 && (screen = newterm(type, output, stdin)) != NULL) return CN_STARTED;
  if ((screen = newterm("xterm-256color", output, stdin)) != NULL) return CN_STARTED_AS_XTERM;
  if ((screen = newterm("vt100", output, stdin)) != NULL) return CN_STARTED_AS_VT100;
  return CN_UNKNOWN_TERMINAL;
}

static int fail(int problem) {
  cn_signals_end();
  redirect(0);
  if (output) fclose(output);
  if (capture_fd >= 0) close(capture_fd);
  close(tty_fd);
  output = NULL, tty_fd = capture_fd = curses_fd = -1;
  return problem;
}

int cn_start(int log_fd, int wake_fd, int wants_colour, const char *crash_notice) {
  if (!cn_is_terminal()) return CN_NOT_A_TERMINAL;
  adopt_locale();
  tty_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  tcgetattr(tty_fd, &shell_modes);
  log_to = log_fd;
  redirect(1);
  // Before ncurses, which leaves alone what has a handler.
  cn_signals_begin(wake_fd);
  curses_fd = fcntl(tty_fd, F_DUPFD_CLOEXEC, 3);
  output = fdopen(curses_fd, "w");
  capture_fd = memfd_create("frame", MFD_CLOEXEC);
  if (output == NULL || capture_fd < 0) return fail(CN_UNUSABLE_TERMINAL);
  if (getenv("ESCDELAY") == NULL) set_escdelay(25);
  int outcome = open_screen();
  if (screen == NULL) return fail(outcome);
  const char *place = tigetstr("cup");
  if (place == NULL || place == (char *)-1) {
    endwin();
    return fail(CN_UNUSABLE_TERMINAL);
  }
  speaks_ansi = strncmp(place, "\033[", 2) == 0;
  const char *column = tigetstr("hpa");
  places_columns = speaks_ansi && column != NULL && column != (char *)-1 &&
                   strcmp(column, "\033[%i%p1%dG") == 0 && tigetflag("xenl") == 1;
  raw();
  noecho();
  nonl();
  idlok(stdscr, TRUE);
  // A key that waits must not stop a frame half-way.
  typeahead(-1);
  if (wants_colour && has_colors()) start_color(), use_default_colors();
  cn_key_pad = newpad(1, 1);
  keypad(cn_key_pad, TRUE);
  nodelay(cn_key_pad, TRUE);
  cn_define_keys();
  for (int i = 0; i < 256; i++) cn_define_style(i, 0, -1);
  tell(paste_on);
  snprintf(notice, sizeof notice, "%s%s", crash_notice, *crash_notice ? "\r\n" : "");
  arm_rescue();
  cn_resize();
  capture(1);
  return outcome;
}

void cn_leave(void) {
  capture(0);
  tell(paste_off);
  endwin();
  cn_rescue_disarm();
  redirect(0);
}

void cn_return(void) {
  redirect(1);
  reset_prog_mode();
  keypad(cn_key_pad, TRUE);
  tell(paste_on);
  arm_rescue();
  cn_resize();
  clearok(curscr, TRUE);
  doupdate();
  frames = 0;
  capture(1);
}

static int is_writable(void) {
  struct pollfd output = {.fd = tty_fd, .events = POLLOUT};
  return poll(&output, 1, 200) == 1 && (output.revents & POLLOUT) != 0;
}

void cn_end(int silent) {
  if (screen == NULL) return;
  if (!silent && !is_writable()) {
    // A line that stands still must not keep the program from ending: what is on its way is dropped.
    tcflush(tty_fd, TCOFLUSH);
    silent = !is_writable();
    if (silent) tcsetattr(tty_fd, TCSANOW, &shell_modes);
  }
  if (silent) {
    cn_rescue_disarm();
    redirect(0);
  } else {
    cn_leave();
    tcsetattr(tty_fd, TCSADRAIN, &shell_modes);
  }
  cn_signals_end();
  if (!silent) delscreen(screen);
  screen = NULL;
  if (!silent) fclose(output);
  close(capture_fd);
  close(tty_fd);
  frames = 0;
  free(frame);
  frame = NULL, frame_size = 0;
}

int cn_is_utf8(void) { return utf8; }

int cn_colours(void) { return has_colors() && COLORS > 0 ? COLORS : 0; }

void cn_size(int *columns, int *rows) { getmaxyx(stdscr, *rows, *columns); }

void cn_resize(void) {
  struct winsize size = {0};
  if (ioctl(tty_fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    resize_term(size.ws_row, size.ws_col);
  }
  clearok(curscr, TRUE);
  cn_cells_resize();
}

size_t cn_compose(void) {
  wnoutrefresh(stdscr);
  doupdate();
  off_t end = lseek(capture_fd, 0, SEEK_CUR);
  frame_length = end > 0 ? (size_t)end : 0;
  size_t needed = frame_length + 2 * mark_length + ask_length;
  if (needed > frame_size) {
    char *grown = realloc(frame, needed);
    if (grown == NULL) abort();
    frame = grown;
    frame_size = needed;
  }
  if (frame_length > 0 && pread(capture_fd, frame + mark_length, frame_length, 0) != end) frame_length = 0;
  lseek(capture_fd, 0, SEEK_SET);
  if (speaks_ansi) {
    // ncurses sets all back at the end of a frame.
    cn_terminal terminal = {getmaxx(stdscr), getmaxy(stdscr), places_columns, .is_plain = frames++ > 0};
    frame_length = cn_shorten(frame + mark_length, frame_length, &terminal);
  }
  return frame_length;
}

/// Puts the question into the frame: before its last part, so that the answer comes while that is on its way, and
/// the line is not idle until the next frame; at the end of a short one. Returns how many bytes stand behind it.
static size_t insert_question(void) {
  char *start = frame + mark_length, *end = start + frame_length, *at = end;
  if (frame_length >= 2 * CN_BEHIND_QUESTION) {
    // Before the start of a sequence it is in no other's middle.
    at = memrchr(start, 0x1B, frame_length - CN_BEHIND_QUESTION);
    if (at == NULL) at = end;
  }
  memmove(at + ask_length, at, (size_t)(end - at));
  memcpy(at, ask, ask_length);
  frame_length += ask_length;
  return (size_t)(end - at);
}

long cn_send(int how, size_t *behind_question) {
  *behind_question = 0;
  if (!speaks_ansi) how = 0;
  if (how & CN_SEND_ASKING) *behind_question = insert_question();
  char *from = frame + mark_length, *to = from + frame_length;
  if (how & CN_SEND_SYNCHRONISED) {
    from = memcpy(frame, synchronise, mark_length);
    memcpy(to, synchronised, mark_length);
    to += mark_length;
  }
  long length = to - from;
  while (from < to) {
    ssize_t sent = write(tty_fd, from, (size_t)(to - from));
    if (sent >= 0) {
      from += sent;
    } else if (errno == EAGAIN) {
      struct pollfd writable = {.fd = tty_fd, .events = POLLOUT};
      poll(&writable, 1, 1000);
    } else if (errno != EINTR || cn_signals_ending()) {
      return -errno;
    }
    if (from < to && cn_signals_ending()) return -EINTR;
  }
  frame_length = 0;
  return length;
}
