# ngx_http_coc_module.so, as Debian's nginx_mod build system makes it: nginx's
# configure with the flags the packaged nginx was built with, in a folder of
# our own, then its makefile.
#
#   NGINX_SRC=folder   nginx's source, default Debian's nginx-dev
#
# Plain nginx source works too (no conf_flags there): give NGINX_FLAGS.

NGINX_SRC   ?= /usr/share/nginx/src
NGINX_FLAGS ?= --with-compat --with-threads
NGX         := $(OBJ)/nginx

# nginx tracks no headers for addons but those in src/SOURCES; its makefile is
# therefore run whenever any of them is newer than the .so.

MODULE_DEPS := $(filter-out \#%,$(SOURCES)) ngx_http_coc_module.c

.PHONY: module

module: $(MODULE) ## build the nginx module

# configure's own test programs must not be stopped for their leaks.

$(NGX)/Makefile: config src/SOURCES $(OBJ)/flags
	@test -f $(NGINX_SRC)/configure || { \
	    echo "no nginx source in $(NGINX_SRC): run make deps" >&2; exit 1; }
	@mkdir -p $(NGX)
	@echo "  CONF  nginx"
	@bash -c 'cd $(NGINX_SRC) || exit 1; \
	    NGX_CONF_FLAGS=($(NGINX_FLAGS)); \
	    test -f conf_flags && . ./conf_flags; \
	    ASAN_OPTIONS=detect_leaks=0 COC_HS=$(HS) \
	    ./configure --with-cc="$(CC)" \
	        --with-cc-opt="$(OPT) $(CFLAGS) -fPIC" \
	        --with-ld-opt="$(LDOPT) $(LDFLAGS) -fPIC" \
	        "$${NGX_CONF_FLAGS[@]}" \
	        --add-dynamic-module=$(ROOT) --builddir=$(NGX)' \
	    > $(NGX)/configure.log 2>&1 \
	    || { tail -20 $(NGX)/configure.log >&2; rm -f $@; exit 1; }

$(MODULE): $(NGX)/Makefile $(MODULE_DEPS)
	@echo "  NGX   $(@F)"
	@cd $(NGINX_SRC) && $(MAKE) -s --no-print-directory \
	    -f $(NGX)/Makefile modules
	@cp $(NGX)/$(@F) $@.new && mv $@.new $@
