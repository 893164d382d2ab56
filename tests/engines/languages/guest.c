#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "crash") == 0) abort();
  puts("args:");
  for (int i = 1; i < argc; i++) printf("[%s]\n", argv[i]);
  const char* where = getenv("WHERE");
  printf("WHERE=%s\n", where ? where : "unset");
  FILE* data = fopen("data.txt", "r");
  if (!data) return 1;
  for (int c; (c = getc(data)) != EOF;) putchar(c);
  for (int c; (c = getchar()) != EOF;) putchar(toupper(c));
  return 42;
}
