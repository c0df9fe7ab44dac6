# Tests: unit programs, t/*.t, the tests inside the rules.  All are run by
# prove, which prints its summary last.
#
#   T='t/10-load.t …'   only these files
#   JOBS=n              so many at once
#   NGINX_BIN=file      the nginx to test with

NGINX_BIN ?= $(shell PATH=$$PATH:/usr/sbin command -v nginx)
JOBS      ?= $(shell nproc 2>/dev/null || echo 1)
T         ?= $(sort $(wildcard t/*.t t/code/*.t))
UNIT_C    := $(sort $(wildcard t/unit/test_*.c))
UNIT      := $(patsubst t/unit/%.c,$(OBJ)/unit/%,$(UNIT_C))

PROVE_ENV := COC_ROOT='$(ROOT)' COC_BUILD_DIR='$(FINAL)' \
             COC_PROFILE='$(PROFILE)' COC_HAVE_HS='$(HAVE_HS)' \
             PERL5LIB='$(PERL_DIR)/usr/share/perl5:$(PERL_DIR)/lib/perl5' \
             TEST_NGINX_BINARY='$(NGINX_BIN)'
PROVE      = env $(PROVE_ENV) prove -j$(JOBS) -I t/lib

# UBSan stops at the first finding by its build flags; this says where it was.

ifneq ($(filter sanitize%,$(PROFILE)),)
PROVE_ENV += UBSAN_OPTIONS=print_stacktrace=1
NGINX_RUN := $(OBJ)/nginx-run.sh
PROVE_ENV += TEST_NGINX_BINARY='$(NGINX_RUN)'
endif

.PHONY: unit unit-build prove soak test-valkey rules quality test

test: all check rules unit-build $(NGINX_RUN) ## everything: check, rules, unit, prove
	@$(PROVE) $(UNIT) $(T)

unit: unit-build ## unit programs (t/unit/test_*.c)
	@$(if $(UNIT),$(PROVE) $(UNIT),echo "no unit tests")

prove: all $(NGINX_RUN) ## the tests in t/ (T='files' picks some)
	@$(PROVE) $(T)

# SOAK=single|sentinel|cluster, SOAK_SECONDS=n, SEED=n

soak: all $(NGINX_RUN) ## 10 minutes of load and faults at random: nothing is lost
	@env $(PROVE_ENV) $(PERL) t/soak/soak.pl $(SOAK)

# Debian's valkey in the place of redis-server; it is unpacked, not installed.

VALKEY_T = $(wildcard t/4?-*.t t/5?-*.t t/75-*.t)

test-valkey: all $(NGINX_RUN) ## the tests that use Redis, with valkey-server
	@util/fetch-valkey.sh $(OUT)/valkey
	@env COC_REDIS_SERVER=$(OUT)/valkey/valkey-server $(PROVE) $(VALKEY_T)

rules: cocctl ## the tests inside the rule files
	@echo "  RULES"
	@$(COCCTL) test rules

# HALF=tune|test|both.  SHOW=tune:SOURCE[:LABEL] prints what is missed and hit.

quality: cocctl ## what rules and model find and hit: Markdown for doc/MEASURED.md
	@env $(PROVE_ENV) $(PERL) util/quality.pl --model=$(MODEL_FILE) \
	    $(if $(HALF),--half=$(HALF)) $(if $(SHOW),--show=$(SHOW))
	@$(if $(SHOW),,$(MAKE) -s model-judge)

test prove: $(FINAL)/bench-linear $(FINAL)/bench-stage

unit-build: $(UNIT)

# Tests may narrow types and cut texts as they like.  libexif is a second opinion
# on src/media/coc_exif.c; the module does without.

TEST_LIBS = $(eval TEST_LIBS := -lcmocka $(shell \
            $(PKG_CONFIG) --cflags --libs libexif))$(TEST_LIBS)

$(OBJ)/unit/%: t/unit/%.c $(LIBCOC) $(OBJ)/flags
	@mkdir -p $(@D)
	@echo "  UNIT  $*"
	@$(compile) -Wno-conversion -Wno-format-truncation -It/unit \
	    $(LDOPT) $(LDFLAGS) -o $@ $< $(LIBCOC) $(TEST_LIBS) $(LIBS)

-include $(wildcard $(OBJ)/unit/*.d)

# The packaged nginx is not instrumented, so the runtime must be there before
# it.  Leaks are not looked for: nginx leaves what its pools hold to exit, and
# the leak checker cannot trace workers that gave up root.  Reports go to
# files, because nginx turns stderr away.  libstdc++ is preloaded too: the
# runtime looks for __cxa_throw once, at its start, and Vectorscan throws.

asan_libs = $(foreach l,libasan.so libstdc++.so.6,$(shell \
            $(CC) -print-file-name=$l))
asan_log := $${COC_ASAN_LOG:-$(OBJ)/asan}
asan_opts := detect_leaks=0:detect_odr_violation=0:log_path=$(asan_log)

$(OBJ)/nginx-run.sh: build/tests.mk
	@mkdir -p $(@D)
	@{ echo '#!/bin/sh'; \
	   echo 'export LD_PRELOAD="$(asan_libs)"'; \
	   echo 'export ASAN_OPTIONS="$(asan_opts)"'; \
	   echo 'export UBSAN_OPTIONS="print_stacktrace=1:log_path=$(asan_log)"'; \
	   echo 'exec $(NGINX_BIN) "$$@"'; } > $@
	@chmod 755 $@
