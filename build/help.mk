# The list that `make help` prints: every "target: … ## words" of the makefiles.

.PHONY: help clean install

help: ## this list
	@echo 'make [BUILD=release|debug|sanitize|coverage] [HS=no] [O=folder] target'
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) \
	    | sort | awk -F '\t' '{ printf "  %-12s %s\n", $$1, $$2 }'

# Never `rm -rf build`: the makefiles live there.

clean: ## remove what was built (build/*.mk stay)
	@find $(OUT) -mindepth 1 -maxdepth 1 ! -name '*.mk' -exec rm -rf {} +

DESTDIR     ?=
MODULES_DIR ?= /usr/lib/nginx/modules
CONF_DIR    ?= /etc/nginx/coc
PREFIX      ?= /usr

install: all ## install module, cocctl, rules, model and manual (DESTDIR=)
	install -D -m 644 $(MODULE) $(DESTDIR)$(MODULES_DIR)/$(notdir $(MODULE))
	install -D -m 755 $(COCCTL) $(DESTDIR)$(PREFIX)/bin/cocctl
	install -d $(DESTDIR)$(CONF_DIR)/rules
	set -e; for f in $(wildcard rules/*); do \
	    install -m 644 $$f $(DESTDIR)$(CONF_DIR)/rules/; done
	install -m 644 model/coc.model $(DESTDIR)$(CONF_DIR)/coc.model
	set -e; for f in $(wildcard man/*.1); do \
	    install -D -m 644 $$f \
	        $(DESTDIR)$(PREFIX)/share/man/man1/$${f##*/}; done
