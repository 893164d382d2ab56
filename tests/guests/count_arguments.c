// Prints how many arguments came, their total length, and a checksum of every byte (each argument's end included).
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
  unsigned long length = 0;
  unsigned checksum = 2166136261u;
  for (int i = 1; i < argc; ++i) {
    length += strlen(argv[i]);
    for (const char* byte = argv[i];; ++byte) {
      checksum = (checksum ^ (unsigned char)*byte) * 16777619u;
      if (!*byte) break;
    }
  }
  printf("%d arguments, %lu bytes, checksum %08x\n", argc - 1, length, checksum);
  return 0;
}
