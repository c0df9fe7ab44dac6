# coverage: gcc's line and branch counters, read by gcovr (make coverage).
#
# Counters of several workers are added up in the file, hence the atomics.

OPT   := -O0 -g --coverage -fprofile-update=atomic
LDOPT := --coverage
