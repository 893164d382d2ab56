// trap abort|trap|null   dies by abort(), by the trap instruction, or by writing to address 0 (no fault in wasm).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char** argv) {
  const char* how = argc > 1 ? argv[1] : "trap";
  if (strcmp(how, "abort") == 0) abort();
  if (strcmp(how, "null") == 0) {
    volatile int* volatile nowhere = NULL;
    *nowhere = 1;
    puts("address 0 was written");
    return 0;
  }
  __builtin_trap();
}
