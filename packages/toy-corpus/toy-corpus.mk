# Targets of packages/toy-corpus, included by the Makefile of the project.
.PHONY: toy-corpus

TOY_CORPUS := packages/toy-corpus
# A folder and a seed: `make toy-corpus FOLDER=toy SEED=2` writes another corpus as plain text.
FOLDER ?= toy-corpus-$(SEED)

toy-corpus: setup ## Write the built-in corpus anew and run its generator's tests; SEED=2 FOLDER=toy: only write another one
ifdef SEED
	npx tsx $(TOY_CORPUS)/src/main.ts $(FOLDER) $(SEED)
else
	npx tsx $(TOY_CORPUS)/src/main.ts configs/data/builtin.tsv.gz
	npx vitest run --root $(TOY_CORPUS)
endif
