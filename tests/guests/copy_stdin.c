// Copies stdin to stdout as it comes, then prints the number of bytes on stderr.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  static char buffer[65536];
  long total = 0;
  for (;;) {
    ssize_t size = read(0, buffer, sizeof buffer);
    if (size == 0) break;
    if (size < 0) {
      fprintf(stderr, "cannot read stdin\n");
      return 1;
    }
    for (ssize_t done = 0; done < size;) {
      ssize_t written = write(1, buffer + done, (size_t)(size - done));
      if (written < 0) {
        fprintf(stderr, "cannot write stdout\n");
        return 1;
      }
      done += written;
    }
    total += size;
  }
  fprintf(stderr, "%ld bytes\n", total);
  return 0;
}
