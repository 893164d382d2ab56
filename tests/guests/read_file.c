// read_file [--chdir] PATH...   prints the content of each file; --chdir does chdir(getenv("PWD")) first.
// A file that cannot be read is a line on stdout without the reason, which goes to stderr: errno texts differ by libc.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int print_file(const char* path) {
  FILE* file = fopen(path, "rb");
  if (!file) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    printf("%s: cannot open\n", path);
    return 1;
  }
  char buffer[4096];
  printf("%s: ", path);
  for (size_t size; (size = fread(buffer, 1, sizeof buffer, file)) > 0;) fwrite(buffer, 1, size, stdout);
  int failed = ferror(file);
  fclose(file);
  if (failed) printf("%s: cannot read\n", path);
  return failed != 0;
}

int main(int argc, char** argv) {
  int first = 1, failures = 0;
  if (argc > 1 && strcmp(argv[1], "--chdir") == 0) {
    const char* directory = getenv("PWD");
    first = 2;
    if (!directory || chdir(directory) != 0) {
      puts("cannot chdir to PWD");
      return 2;
    }
  }
  for (int i = first; i < argc; ++i) failures += print_file(argv[i]);
  return failures != 0;
}
