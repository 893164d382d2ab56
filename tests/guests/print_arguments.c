// Prints argc and every argument, argv[0] included, one to a line in brackets.
#include <stdio.h>

int main(int argc, char** argv) {
  printf("argc %d\n", argc);
  for (int i = 0; i < argc; ++i) printf("[%s]\n", argv[i]);
  return 0;
}
