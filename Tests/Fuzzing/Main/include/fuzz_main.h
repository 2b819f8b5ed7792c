#ifndef FUZZ_MAIN_H
#define FUZZ_MAIN_H

/// The `main` of the fuzzer, under the name that the package manager gives to that of a target `fuzz`.
int fuzz_main(int argc, char **argv);

#endif
