// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

int main(void) {
  printf("%d", (int)sizeof(void*));
  return 3;
}
