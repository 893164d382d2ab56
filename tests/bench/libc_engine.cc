// An engine as small as a C program is: the C library starts, and it ends.

int main() { return 0; }
