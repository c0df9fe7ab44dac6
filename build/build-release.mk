# release: what a package would ship.

OPT   := -O2 -g -fstack-protector-strong -Wformat -Werror=format-security \
         -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
LDOPT := -Wl,-z,relro -Wl,-z,now
