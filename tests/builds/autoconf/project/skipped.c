// SPDX-License-Identifier: Apache-2.0
// 77 is how a test tells automake that it does not apply here.
int main(void) { return 77; }
