# Checks of the source that need no nginx running.

.PHONY: check style layers symbols docs

check: style layers symbols docs check-tables check-words ## all checks of the source

style: ## layout, banned functions, list of sources (util/check-style.pl)
	@echo "  CHECK style"
	@$(PERL) util/check-style.pl

layers: ## no include goes up a floor (util/check-layers.pl)
	@echo "  CHECK layers"
	@$(PERL) util/check-layers.pl

# Sanitizers and gcov add symbols of their own, so the release build is asked.

symbols: ## the module exports four symbols, no more
ifeq ($(BUILD),release)
symbols: $(MODULE)
	@echo "  CHECK symbols"
	@util/check-symbols.sh $(MODULE)
endif

docs: ## README and the tables in the code agree (util/check-docs.pl)
	@echo "  CHECK docs"
	@$(PERL) util/check-docs.pl
