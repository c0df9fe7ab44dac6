# ngx_http_coc_module: `make help` lists the targets.  What each concern needs
# is in build/*.mk; this file only says which.

.DEFAULT_GOAL := all

include build/vars.mk
include build/build-$(BUILD).mk
include build/engine.mk
include build/module.mk
include build/deps.mk
include build/tests.mk
include build/checks.mk
include build/model.mk
include build/run.mk
include build/help.mk
-include build/scripts.mk
-include build/tables.mk
