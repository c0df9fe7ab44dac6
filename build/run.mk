# Things to run by hand.

.PHONY: run bench chroot-test

# exec: a signal that make passes on must reach the script, which cleans up.

run: cocctl module $(NGINX_RUN) ## the demo, until Ctrl-C (PORT=8080 or the next free)
	@exec env COC_BUILD_DIR='$(FINAL)' \
	    NGINX_BIN='$(or $(NGINX_RUN),$(NGINX_BIN))' util/demo.sh

bench: all ## CPU of the worker per request, module off and on
	@bench/http.sh

chroot-test: ## run.sh and test.sh in bare Debian chroots (root)
	@util/chroot-test.sh
