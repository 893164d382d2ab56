// print_environment NAME...   prints NAME=[value], or "NAME unset", for each name
// print_environment --all     prints the whole environment in the order it came
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char** environ;

int main(int argc, char** argv) {
  if (argc == 2 && strcmp(argv[1], "--all") == 0) {
    for (char** variable = environ; *variable; ++variable) printf("[%s]\n", *variable);
    return 0;
  }
  for (int i = 1; i < argc; ++i) {
    const char* value = getenv(argv[i]);
    if (value)
      printf("%s=[%s]\n", argv[i], value);
    else
      printf("%s unset\n", argv[i]);
  }
  return 0;
}
