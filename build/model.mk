# The classifier: model/coc.model is made of labelled texts, and its figures.
# liblinear is needed here only.
#
#   DATA=folder   of labelled texts, default ../shared/data/dev

DATA       ?= ../shared/data/dev
MODEL_FILE := model/coc.model
MODEL_OBJ  := $(OBJ)/model
MODEL_LIB   = corpus sparse fit
MODEL_O     = $(MODEL_LIB:%=$(MODEL_OBJ)/%.o)

.PHONY: model check-model

model: $(MODEL_OBJ)/train ## train model/coc.model anew (needs liblinear-dev; minutes)
	$(MODEL_OBJ)/train $(DATA) model/texts $(MODEL_FILE)

$(MODEL_OBJ)/%.o: model/%.c $(OBJ)/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(compile) -Imodel -c -o $@ $<

$(MODEL_OBJ)/train: $(MODEL_OBJ)/train.o $(MODEL_O) $(LIBCOC)
	@echo "  LINK  $(@F)"
	@$(CC) $(OPT) $(LDOPT) $(LDFLAGS) -o $@ $^ -llinear $(LIBS)

-include $(wildcard $(MODEL_OBJ)/*.d)
