#include "tests/support/suite_main.h"

int main(int argc, char** argv) { return nsbinfmt::test::run_tests("unit", argc, argv); }
