# The classifier: model/coc.model is made of labelled texts, and its figures.
# liblinear is needed here only.
#
#   DATA=folder   of labelled texts, default ../shared/data/dev

DATA       ?= ../shared/data/dev
MODEL_FILE := model/coc.model
MODEL_OBJ  := $(OBJ)/model
MODEL_LIB   = corpus sparse fit
MODEL_O     = $(MODEL_LIB:%=$(MODEL_OBJ)/%.o)

.PHONY: model model-judge model-without

model: $(MODEL_OBJ)/train ## train model/coc.model anew (needs liblinear-dev; minutes)
	$(MODEL_OBJ)/train $(DATA) model/texts $(MODEL_FILE)

model-judge: $(MODEL_OBJ)/judge ## the classifier's figures: Markdown for model/README.md
	@$(MODEL_OBJ)/judge $(MODEL_FILE) rules $(DATA) model/texts

# Each source in turn is left out of training and judged by: WITHOUT='a b'
# picks some.  A minute a source.

WITHOUT ?= convabuse cmv_adhominem davidson edos hatemojibuild hatexplain \
           misogyny_eacl21 mlma_en sms_spam toxic_spans youtube_spam

model-without: $(MODEL_OBJ)/train $(MODEL_OBJ)/judge ## figures on sources left out of training
	@for s in $(WITHOUT); do \
	    $(MODEL_OBJ)/train --without $$s $(DATA) model/texts \
	        $(MODEL_OBJ)/without.model 2>/dev/null && \
	    $(MODEL_OBJ)/judge --only $$s $(MODEL_OBJ)/without.model rules \
	        $(DATA) model/texts || exit 1; \
	done

$(MODEL_OBJ)/%.o: model/%.c $(OBJ)/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(compile) -Imodel -c -o $@ $<

$(MODEL_OBJ)/train: $(MODEL_OBJ)/train.o $(MODEL_O) $(LIBCOC)
	@echo "  LINK  $(@F)"
	@$(CC) $(OPT) $(LDOPT) $(LDFLAGS) -o $@ $^ -llinear $(LIBS)

$(MODEL_OBJ)/judge: $(MODEL_OBJ)/judge.o $(MODEL_OBJ)/corpus.o $(LIBCOC)
	@echo "  LINK  $(@F)"
	@$(CC) $(OPT) $(LDOPT) $(LDFLAGS) -o $@ $^ $(LIBS)

-include $(wildcard $(MODEL_OBJ)/*.d)
