// ncurses behind plain integers and UTF-8: Swift imports neither its macros nor its global variables.
//
// One thread calls everything here, except `cn_take_signals`' handlers, which the system calls.
#ifndef CNCURSES_H
#define CNCURSES_H

#include <stddef.h>
#include <stdint.h>

/// What `cn_start` answers.
enum {
  CN_STARTED = 0,
  /// The terminal's type is unknown here; it is taken for an xterm with 256 colours.
  CN_STARTED_AS_XTERM = 1,
  /// The same, taken for a VT100.
  CN_STARTED_AS_VT100 = 2,
  CN_NOT_A_TERMINAL = -1,
  CN_UNKNOWN_TERMINAL = -2,
  /// The terminal cannot place its cursor.
  CN_UNUSABLE_TERMINAL = -3,
};

/// Codes of keys, from `cn_read`; below 256 they are bytes.
enum {
  CN_NO_KEY = -1,
  CN_KEY_UNKNOWN = 256,
  CN_KEY_UP, CN_KEY_DOWN, CN_KEY_LEFT, CN_KEY_RIGHT, CN_KEY_HOME, CN_KEY_END, CN_KEY_PAGE_UP,
  CN_KEY_PAGE_DOWN, CN_KEY_DELETE, CN_KEY_BACKSPACE, CN_KEY_BACK_TAB, CN_KEY_ENTER,
  CN_KEY_PASTE_BEGIN, CN_KEY_PASTE_END,
  /// The terminal's answer to `CN_SEND_ASKING`.
  CN_KEY_ANSWER,
  /// F1; the others follow.
  CN_KEY_F1 = 300,
};

/// Bits of `cn_take_signals`.
enum {
  CN_SIGNAL_RESIZED = 1,
  CN_SIGNAL_TERMINATE = 2,
  CN_SIGNAL_HANGUP = 4,
  CN_SIGNAL_SUSPEND = 8,
  CN_SIGNAL_CONTINUED = 16,
  CN_SIGNAL_INTERRUPT = 32,
};

/// Bits of a style's attributes.
enum { CN_BOLD = 1, CN_DIM = 2, CN_REVERSED = 4, CN_UNDERLINED = 8 };

/// How `cn_send` sends a frame.
enum {
  /// Between the marks of synchronised output (mode 2026).
  CN_SEND_SYNCHRONISED = 1,
  /// With a request for a status report in it.
  CN_SEND_ASKING = 2,
  /// How much of a long frame stands behind the request: what a slow line carries until the answer is back.
  CN_BEHIND_QUESTION = 320,
};

/// One cell: a Unicode scalar, and a style that `cn_define_style` has set.
typedef struct {
  uint32_t scalar;
  uint32_t style;
} cn_cell;

/// What `cn_shorten` has to know.
typedef struct {
  int columns, rows;
  /// Whether it can place the cursor in a column of the row where it is, and waits at the end of a row.
  int places_columns;
  /// Whether no colour or attribute is set when the frame begins.
  int is_plain;
} cn_terminal;

/// Makes a frame shorter that shows the same; returns its new length.
size_t cn_shorten(char *bytes, size_t length, const cn_terminal *terminal);

/// Whether standard input and output are a terminal.
int cn_is_terminal(void);
/// Takes the size of the terminal from the system; 0 when it does not know.
void cn_terminal_size(int *columns, int *rows);

/// Takes the terminal. `log_fd` (or -1) is where standard error and output go meanwhile; signals write a byte
/// to `wake_fd`; a crash leaves `crash_notice` on the terminal.
int cn_start(int log_fd, int wake_fd, int wants_colour, const char *crash_notice);
/// Gives the terminal back for good; with `silent`, as its line is gone, without writing to it.
void cn_end(int silent);
/// Gives the terminal back for a while (suspension, another program).
void cn_leave(void);
/// Takes it again, and repaints what was shown.
void cn_return(void);
/// Stops the process group as `Ctrl-Z` would; returns when it is continued. The terminal must have been left.
void cn_stop_process(void);

int cn_is_utf8(void);
/// The number of colours, 0 without.
int cn_colours(void);
void cn_size(int *columns, int *rows);
/// Adopts the size that the system now names.
void cn_resize(void);

/// Sets what a style (0...255) looks like; `colour` -1 is the terminal's own.
void cn_define_style(int style, int attributes, int colour);
/// Writes cells into the next frame. Wide scalars take two cells, of which the second holds scalar 0.
void cn_put(int row, int column, const cn_cell *cells, int count);
/// Writes one cell of several scalars (a base and marks) and the given width.
void cn_put_cluster(int row, int column, const uint32_t *scalars, int count, int width, int style);
void cn_place_cursor(int row, int column);
/// Makes the next frame a whole one.
void cn_repaint(void);
/// Moves the rows `top...bottom` of the next frame up by `lines`, down if negative.
void cn_scroll(int top, int bottom, int lines);
/// Works out the next frame; returns how many bytes it takes.
size_t cn_compose(void);
/// Sends it with one `write`; returns the bytes sent, or the negative `errno`. `behind_question` gets how many of
/// them stand behind the request for a report.
long cn_send(int how, size_t *behind_question);

/// Reads one key or byte without waiting.
int cn_read(void);
/// Reads many bytes without waiting, past ncurses, which takes two system calls for each: for the inside of a
/// bracketed paste. Returns 0 when there are none.
size_t cn_read_bytes(char *bytes, size_t limit);
/// Takes the set of signals that have arrived.
unsigned cn_take_signals(void);

#endif
