# debug: no optimization, assertions on.

OPT   := -O0 -g3 -DCOC_DEBUG=1
LDOPT :=
