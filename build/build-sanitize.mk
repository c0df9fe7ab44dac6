# sanitize: AddressSanitizer and UndefinedBehaviorSanitizer.
#
# Nothing may continue after a finding (-fno-sanitize-recover).  The packaged
# nginx is not instrumented: the tests preload gcc's libasan into it, see
# t/lib/Coc/Nginx.pm.

OPT   := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
         -fno-sanitize-recover=undefined -DCOC_SANITIZE=1
LDOPT := -fsanitize=address,undefined
