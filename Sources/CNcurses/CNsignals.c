// Signals: noted for the loop, which a byte in its pipe wakes; fatal ones give the terminal back first.
#include "internal.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static atomic_uint arrived;
static atomic_int wake_fd = -1;
static pthread_t terminal_thread;

static const struct {
  int number;
  unsigned bit;
  int flags;
} noted[] = {
    // Those that end the program interrupt a write that a dead line blocks, so they do not restart calls.
    {SIGTERM, CN_SIGNAL_TERMINATE, 0},     {SIGHUP, CN_SIGNAL_HANGUP, 0},
    {SIGINT, CN_SIGNAL_INTERRUPT, 0},      {SIGWINCH, CN_SIGNAL_RESIZED, SA_RESTART},
    {SIGTSTP, CN_SIGNAL_SUSPEND, SA_RESTART}, {SIGCONT, CN_SIGNAL_CONTINUED, SA_RESTART},
};
enum { noted_count = sizeof noted / sizeof *noted };
static struct sigaction former[noted_count];

static const int fatal[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
enum { fatal_count = sizeof fatal / sizeof *fatal };
static struct sigaction former_fatal[fatal_count];
static char rescue_stack[64 * 1024];
static int chains;

static atomic_int armed;
static int rescue_tty, rescue_error;
static struct termios rescue_modes;
static char rescue_text[512];
static size_t rescue_length;

static void note(int number) {
  int saved = errno;
  for (int i = 0; i < noted_count; i++) {
    if (noted[i].number != number) continue;
    atomic_fetch_or(&arrived, noted[i].bit);
    if (noted[i].flags == 0 && !pthread_equal(pthread_self(), terminal_thread)) {
      pthread_kill(terminal_thread, number);
    }
  }
  int fd = atomic_load(&wake_fd);
  char byte = 1;
  if (fd >= 0 && write(fd, &byte, 1) < 0) { /* A full pipe wakes the loop as well. */
  }
  errno = saved;
}

static void rescue(int number) {
  if (atomic_exchange(&armed, 0)) {
    if (write(rescue_tty, rescue_text, rescue_length) < 0) { /* The line may be gone. */
    }
    tcsetattr(rescue_tty, TCSANOW, &rescue_modes);
    if (rescue_error >= 0) dup2(rescue_error, STDERR_FILENO);
  }
  for (int i = 0; i < fatal_count; i++) {
    if (fatal[i] != number) continue;
    if (chains) {
      sigaction(number, &former_fatal[i], NULL);
    } else {
      struct sigaction action = {.sa_handler = SIG_DFL};
      sigaction(number, &action, NULL);
    }
  }
  raise(number);
}

void cn_signals_begin(int fd) {
  terminal_thread = pthread_self();
  atomic_store(&wake_fd, fd);
  for (int i = 0; i < noted_count; i++) {
    struct sigaction action = {.sa_handler = note, .sa_flags = noted[i].flags};
    sigfillset(&action.sa_mask);
    // What was ignored from the start (nohup) stays ignored.
    sigaction(noted[i].number, NULL, &former[i]);
    if (former[i].sa_handler != SIG_IGN) sigaction(noted[i].number, &action, NULL);
  }
  // Swift's own crash report, which waits for a key, comes only to those who ask for it.
  chains = getenv("SWIFT_BACKTRACE") != NULL;
  stack_t stack = {.ss_sp = rescue_stack, .ss_size = sizeof rescue_stack};
  sigaltstack(&stack, NULL);
  for (int i = 0; i < fatal_count; i++) {
    struct sigaction action = {.sa_handler = rescue, .sa_flags = SA_ONSTACK};
    sigaction(fatal[i], &action, &former_fatal[i]);
  }
}

void cn_signals_end(void) {
  atomic_store(&wake_fd, -1);
  for (int i = 0; i < noted_count; i++) sigaction(noted[i].number, &former[i], NULL);
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &former_fatal[i], NULL);
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
}

int cn_signals_ending(void) {
  return (atomic_load(&arrived) & (CN_SIGNAL_TERMINATE | CN_SIGNAL_HANGUP)) != 0;
}

unsigned cn_take_signals(void) { return atomic_exchange(&arrived, 0); }

void cn_rescue_arm(int tty_fd, int error_fd, const void *shell_modes, const char *text, size_t length) {
  rescue_tty = tty_fd;
  rescue_error = error_fd;
  memcpy(&rescue_modes, shell_modes, sizeof rescue_modes);
  rescue_length = length < sizeof rescue_text ? length : sizeof rescue_text;
  memcpy(rescue_text, text, rescue_length);
  atomic_store(&armed, 1);
}

void cn_rescue_disarm(void) { atomic_store(&armed, 0); }

void cn_stop_process(void) {
  struct sigaction handled, action = {.sa_handler = SIG_IGN};
  // The rest of the foreground group first, as the terminal would have stopped it too; then this process, which
  // its own signal stops before `raise` returns.
  sigaction(SIGTSTP, &action, &handled);
  kill(0, SIGTSTP);
  action.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &action, NULL);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &handled, NULL);
  atomic_fetch_and(&arrived, ~(unsigned)(CN_SIGNAL_SUSPEND | CN_SIGNAL_CONTINUED));
}
