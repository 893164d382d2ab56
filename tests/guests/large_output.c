// large_output N   writes N MiB of a fixed pattern; exits 1 when a write fails.
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  static unsigned char block[65536];
  int blocks = (argc > 1 ? atoi(argv[1]) : 1) * 16;
  unsigned state = 1;
  for (int i = 0; i < blocks; ++i) {
    for (unsigned j = 0; j < sizeof block; ++j) {
      state = state * 1103515245u + 12345u;
      block[j] = (unsigned char)(state >> 16);
    }
    if (fwrite(block, 1, sizeof block, stdout) != sizeof block) return 1;
  }
  return fflush(stdout) != 0;
}
