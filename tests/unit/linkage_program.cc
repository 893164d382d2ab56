// Built both static and dynamic, for the tests of policy/program.h.
int main() { return 0; }
