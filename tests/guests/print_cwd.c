// Prints getcwd() at start, then after chdir(getenv("PWD")), which is what Go's and GHC's runtimes do.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_cwd(const char* when) {
  char buffer[4096];
  if (getcwd(buffer, sizeof buffer))
    printf("%s %s\n", when, buffer);
  else
    printf("%s unknown: %s\n", when, strerror(errno));
}

int main(void) {
  print_cwd("start");
  const char* directory = getenv("PWD");
  if (!directory) {
    puts("PWD unset");
  } else if (chdir(directory) != 0) {
    printf("chdir %s: %s\n", directory, strerror(errno));
  } else {
    print_cwd("after chdir");
  }
  return 0;
}
