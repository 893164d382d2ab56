// SPDX-License-Identifier: Apache-2.0
// Writes a file in the current directory and reads it back by its relative and by its absolute name.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int holds(const char* name, const char* expected) {
  char line[64] = "";
  FILE* file = fopen(name, "r");
  if (file == NULL) {
    perror(name);
    return 0;
  }
  if (fgets(line, sizeof line, file) == NULL) line[0] = '\0';
  fclose(file);
  return strcmp(line, expected) == 0;
}

int main(void) {
  const char* directory = getenv("PWD");
  char absolute[4096];
  FILE* file = fopen("written.txt", "w");
  if (directory == NULL || file == NULL) return 1;
  fputs("by a guest\n", file);
  if (fclose(file) != 0) return 1;
  snprintf(absolute, sizeof absolute, "%s/written.txt", directory);
  return !(holds("written.txt", "by a guest\n") && holds(absolute, "by a guest\n"));
}
