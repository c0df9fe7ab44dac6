# The Lua scripts that Redis runs, as a C header.  The header is committed, so
# that a build needs no perl for it; check-scripts sees that it is the one.

SCRIPTS   := $(sort $(wildcard src/store/scripts/*.lua))
SCRIPTS_H := src/store/coc_scripts.h

.PHONY: scripts check-scripts

scripts: ## make src/store/coc_scripts.h from the Lua scripts
	@$(PERL) util/embed-lua.pl $(SCRIPTS) > $(SCRIPTS_H).new
	@mv $(SCRIPTS_H).new $(SCRIPTS_H)

check-scripts: ## the committed header is what its generator makes
	@$(PERL) util/embed-lua.pl $(SCRIPTS) | cmp -s - $(SCRIPTS_H) || { \
	    echo "$(SCRIPTS_H) is stale: run make scripts" >&2; exit 1; }

check: check-scripts
