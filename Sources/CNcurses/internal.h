// What the files of this target share.
#ifndef CNCURSES_INTERNAL_H
#define CNCURSES_INTERNAL_H

#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include <ncurses.h>

#include "CNcurses.h"

/// A window that is never shown, for reading keys: ncurses refreshes a window that it reads from, a pad not.
extern WINDOW *cn_key_pad;

/// Makes room for a row of the present width.
void cn_cells_resize(void);

/// Teaches ncurses the key sequences that terminals send besides those of their description.
void cn_define_keys(void);

/// Installs the handlers; `wake_fd` gets a byte for each signal.
void cn_signals_begin(int wake_fd);
void cn_signals_end(void);
/// Whether a signal to end has arrived and was not taken.
int cn_signals_ending(void);

/// Tells the handler of fatal signals how to give the terminal back; `shell_modes` is a `struct termios`.
void cn_rescue_arm(int tty_fd, int error_fd, const void *shell_modes, const char *text, size_t length);
void cn_rescue_disarm(void);

#endif
