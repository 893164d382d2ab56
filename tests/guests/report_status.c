// report_status [--kill SIGNAL] PROGRAM [ARG...]   runs PROGRAM (no PATH search) and prints how it ended:
// "exited N" or "killed by N", which a shell's $? cannot tell apart. Only built for this machine.
// --kill: PROGRAM reads "ready" on a stdin that stays open; once it has written something, it gets SIGNAL. One that lives
// on for 3 seconds more is killed and reported as "survived".
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(char** command, const int* input, const int* output) {
  struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  if (input) {
    dup2(input[0], 0);
    dup2(output[1], 1);
    for (int i = 0; i < 2; ++i) {
      close(input[i]);
      close(output[i]);
    }
  }
  execv(command[0], command);
  perror(command[0]);
  _exit(127);
}

int main(int argc, char** argv) {
  int signal_number = 0, first = 1, input[2], output[2], status;
  if (argc > 2 && strcmp(argv[1], "--kill") == 0) {
    signal_number = atoi(argv[2]);
    first = 3;
  }
  if (argc <= first || (signal_number && (pipe(input) != 0 || pipe(output) != 0))) return 2;
  pid_t child = fork();
  if (child < 0) return 2;
  if (child == 0) run(argv + first, signal_number ? input : NULL, signal_number ? output : NULL);
  if (signal_number) {
    close(output[1]);
    struct pollfd ready = {.fd = output[0], .events = POLLIN};
    if (write(input[1], "ready\n", 6) != 6 || poll(&ready, 1, 30000) != 1) puts("never ready");
    kill(child, signal_number);
    for (int tenths = 0; waitpid(child, &status, WNOHANG) == 0; ++tenths) {
      usleep(100000);
      if (tenths < 30) continue;
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      puts("survived");
      return 0;
    }
  } else if (waitpid(child, &status, 0) != child) {
    return 2;
  }
  if (WIFSIGNALED(status))
    printf("killed by %d\n", WTERMSIG(status));
  else
    printf("exited %d\n", WEXITSTATUS(status));
  return 0;
}
