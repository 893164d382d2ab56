// SPDX-License-Identifier: Apache-2.0
// square [N]: prints the square of N, or of $SQUARE_OF; status 4 when the table has none.
#include <stdio.h>
#include <stdlib.h>

extern const int table_size;
extern const int table[];

int main(int argc, char** argv) {
  const char* text = argc > 1 ? argv[1] : getenv("SQUARE_OF");
  int n = text == NULL ? -1 : atoi(text);
  if (n < 0 || n >= table_size) return 4;
  printf("%d\n", table[n]);
  return 0;
}
