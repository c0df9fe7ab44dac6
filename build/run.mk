# Things to run by hand.

.PHONY: run bench bench-redis bench-stall bench-peers bench-linear bench-model bench-stage \
        chroot-test

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

$(OUT)/bench-scan: bench/scan.c bench/text.c $(LIBCOC)
	@echo "  LINK  $(@F)"
	@$(compile) -Ibench $(LDOPT) $(LDFLAGS) -o $@ bench/scan.c bench/text.c \
	    $(LIBCOC) $(LIBS)

# TEXTS=file of lines {"text"}; MODEL=file or off.

TEXTS ?= $(DATA)/topical_chat.jsonl

bench-stage: $(FINAL)/bench-stage ## what each stage of screening takes (TEXTS=file)
	@head -n 2000 '$(TEXTS)' | $(FINAL)/bench-stage rules $(or $(MODEL),$(MODEL_FILE))

$(FINAL)/bench-stage: bench/stage.c bench/text.c $(LIBCOC)
	@echo "  LINK  $(@F)"
	@$(compile) -Ibench $(LDOPT) $(LDFLAGS) -o $@ bench/stage.c bench/text.c \
	    $(LIBCOC) $(LIBS)

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
