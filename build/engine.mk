# libcoc.a (all of src/ but the nginx glue) and cocctl.

CFLAGS   ?=
LDFLAGS  ?=

ENGINE_O := $(patsubst %.c,$(OBJ)/%.o,$(ENGINE))
CLI      := $(sort $(wildcard cli/*.c))
CLI_O    := $(patsubst %.c,$(OBJ)/%.o,$(CLI))

compile   = $(CC) -std=c99 $(DEFS) -DCOC_HAVE_HS=$(HAVE_HS) $(OPT) $(WARN) \
            $(INCS) $(LIB_INCS) -fPIC -MMD -MP $(CFLAGS)

.PHONY: all lib cocctl

all: lib cocctl module ## build everything (the default)

lib: $(LIBCOC)

cocctl: $(COCCTL) ## build the command line tool

# Flags that changed rebuild everything: the file is only touched when they do.

.PHONY: FORCE
FORCE:

$(OBJ)/flags: FORCE
	@mkdir -p $(OBJ)
	@echo '$(CC) $(OPT) $(WARN) $(DEFS) $(HAVE_HS) $(CFLAGS) $(LDFLAGS)' \
	    > $@.new; \
	cmp -s $@.new $@ && rm -f $@.new || mv $@.new $@

$(OBJ)/%.o: %.c $(OBJ)/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(compile) -c -o $@ $<

# private: else the file of flags, a prerequisite, would have it at times.

$(OBJ)/cli/%.o: private DEFS += -DCOC_SOURCE_DIR='"$(ROOT)"'

# Made anew each time: ar would keep objects whose source is gone.

$(LIBCOC): $(ENGINE_O) src/SOURCES
	@echo "  AR    $(@F)"
	@rm -f $@
	@$(AR) rcs $@ $(ENGINE_O)

$(COCCTL): $(CLI_O) $(LIBCOC)
	@echo "  LINK  $(@F)"
	@$(CC) $(OPT) $(LDOPT) $(LDFLAGS) -o $@ $(CLI_O) $(LIBCOC) $(LIBS)

-include $(ENGINE_O:.o=.d) $(CLI_O:.o=.d)
