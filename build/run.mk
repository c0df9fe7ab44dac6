# Things to run by hand.

.PHONY: run bench bench-redis bench-stall bench-peers bench-linear bench-model chroot-test

# exec: a signal that make passes on must reach the script, which cleans up.

run: cocctl module $(NGINX_RUN) ## the demo, until Ctrl-C (PORT=8080 or the next free)
	@exec env COC_BUILD_DIR='$(FINAL)' \
	    NGINX_BIN='$(or $(NGINX_RUN),$(NGINX_BIN))' util/demo.sh

bench: all ## CPU of the worker per request, module off and on
	@bench/http.sh

bench-redis: all ## CPU of the worker per request, by how Redis is asked
	@util/test-lua.sh $(OUT)/lua
	@env LUA='$(OUT)/lua' MODULE='$(MODULE)' bench/redis.sh

bench-stall: all ## how long others wait while Redis is stopped, or slow
	@env $(PROVE_ENV) bench/stall.pl

bench-peers: cocctl $(OUT)/bench-scan ## disguises, clinical texts, time: beside npm's filters
	@env COC_BUILD_DIR='$(FINAL)' bench/peers.pl

$(OUT)/bench-scan: bench/scan.c $(LIBCOC)
	@echo "  LINK  $(@F)"
	@$(compile) $(LDOPT) $(LDFLAGS) -o $@ $< $(LIBCOC) $(LIBS)

bench-linear: $(FINAL)/bench-linear ## hostile texts: what they cost beside plain prose
	@$(FINAL)/bench-linear rules

$(FINAL)/bench-linear: bench/linear.c $(LIBCOC)
	@echo "  LINK  $(@F)"
	@$(compile) $(LDOPT) $(LDFLAGS) -o $@ $< $(LIBCOC) $(LIBS)

bench-model: $(FINAL)/bench-model ## the classifier: time of a text, all labels (MODEL=file)
	@$(FINAL)/bench-model $(or $(MODEL),$(MODEL_FILE)) $(DATA)

$(FINAL)/bench-model: bench/model.c $(MODEL_OBJ)/corpus.o $(LIBCOC)
	@echo "  LINK  $(@F)"
	@$(compile) -Imodel $(LDOPT) $(LDFLAGS) -o $@ $< $(MODEL_OBJ)/corpus.o \
	    $(LIBCOC) $(LIBS)

chroot-test: ## run.sh and test.sh in bare Debian chroots (root)
	@util/chroot-test.sh
