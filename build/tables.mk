# The Unicode tables of src/text/tables.  ICU is needed here only: what is
# built of the tables needs nothing but itself.

TABLES_GEN   := $(OBJ)/util/tables
TABLES_CHECK := $(OBJ)/util/tables-check
TABLES_DIR   := src/text/tables
TABLES_LIST  := $(TABLES_DIR)/entities.txt
TABLES_H     := coc_fold_table.h coc_lookalike_table.h coc_entity_table.h \
                coc_skeleton_table.h
TABLES_C     := util/tables.c util/tables_entity.c util/tables_fold.c \
                util/tables_lookalike.c util/tables_skeleton.c
TABLES_ROWS  ?= 1000000

# ICU's macros mix signs.

tables_cc     = $(CC) -std=c99 $(DEFS) $(OPT) $(WARN) -Wno-sign-conversion \
                $(shell $(PKG_CONFIG) --cflags icu-uc icu-i18n)
tables_libs   = $(shell $(PKG_CONFIG) --libs icu-uc icu-i18n)

.PHONY: tables check-tables

tables: $(TABLES_GEN) ## make src/text/tables anew (needs libicu-dev)
	$(TABLES_GEN) $(TABLES_DIR) $(TABLES_LIST)

# Exit 77: this ICU knows another Unicode, so a comparison would say nothing.

check-tables: $(TABLES_GEN) $(TABLES_CHECK) ## compare the tables with ICU
	@rm -rf $(OBJ)/tables && mkdir -p $(OBJ)/tables
	@$(TABLES_CHECK) $(TABLES_ROWS); rc=$$?; \
	if [ $$rc -eq 77 ]; then \
	    echo "check-tables: SKIPPED"; \
	    exit 0; \
	fi; \
	[ $$rc -eq 0 ] || exit 1; \
	$(TABLES_GEN) $(OBJ)/tables $(TABLES_LIST) 2>/dev/null || exit 1; \
	for f in $(TABLES_H); do \
	    cmp $(OBJ)/tables/$$f $(TABLES_DIR)/$$f || exit 1; \
	done; \
	echo "check-tables: the tables are what the generator makes"

$(TABLES_GEN): $(TABLES_C) util/tables.h build/tables.mk
	@mkdir -p $(@D)
	@echo "  TOOL  $(@F)"
	@$(tables_cc) $(LDOPT) $(LDFLAGS) -o $@ $(TABLES_C) $(tables_libs)

$(TABLES_CHECK): util/tables_check.c $(LIBCOC) build/tables.mk
	@mkdir -p $(@D)
	@echo "  TOOL  $(@F)"
	@$(tables_cc) $(INCS) $(LDOPT) $(LDFLAGS) -o $@ $< $(LIBCOC) \
	    $(tables_libs)


# The words that the detectors know, of the lists beside the table.

WORDS_DIR  := src/detect/tables
WORDS_LIST := $(WORDS_DIR)/words.txt $(WORDS_DIR)/names.txt \
              $(WORDS_DIR)/cues.txt

.PHONY: words check-words

words: ## make src/detect/tables anew
	$(PERL) util/words.pl $(WORDS_LIST) >$(WORDS_DIR)/coc_detect_words.h

check-words: ## compare the words' table with its lists
	@mkdir -p $(OBJ)
	@$(PERL) util/words.pl $(WORDS_LIST) >$(OBJ)/words.h
	@cmp $(OBJ)/words.h $(WORDS_DIR)/coc_detect_words.h
