# What must be installed.  PERL_DIR is where Test::Nginx is unpacked on
# systems that have no package of it.

PERL_DIR := $(OUT)/perl

.PHONY: deps deps-test

deps: ## install what is needed to build and run (apt-get; root or sudo)
	@util/deps.sh build

deps-test: ## install what the tests need; Test::Nginx and Lua go under build/
	@util/deps.sh test
	@util/test-nginx.sh $(PERL_DIR)
	@util/test-lua.sh $(OUT)/lua
