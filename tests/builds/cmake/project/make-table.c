// SPDX-License-Identifier: Apache-2.0
// make-table FILE N: writes a C source with the squares of 0 to N - 1.
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  FILE* file = fopen(argv[1], "w");
  if (file == NULL) {
    perror(argv[1]);
    return 1;
  }
  int count = atoi(argv[2]);
  fprintf(file, "const int table_size = %d;\nconst int table[] = {", count);
  for (int i = 0; i < count; ++i) fprintf(file, "%d, ", i * i);
  fprintf(file, "};\n");
  return fclose(file) != 0;
}
