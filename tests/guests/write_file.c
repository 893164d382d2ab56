// write_file [--append] PATH TEXT   writes TEXT and a newline to PATH, which is created or emptied unless --append.
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
  int append = argc > 1 && strcmp(argv[1], "--append") == 0;
  if (argc != 3 + append) {
    fprintf(stderr, "usage: write_file [--append] PATH TEXT\n");
    return 2;
  }
  const char* path = argv[1 + append];
  FILE* file = fopen(path, append ? "a" : "w");
  if (!file) {
    perror(path);
    return 1;
  }
  int failed = fprintf(file, "%s\n", argv[2 + append]) < 0;
  if (fclose(file) != 0) failed = 1;
  if (failed) perror(path);
  return failed;
}
