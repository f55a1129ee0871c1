# Targets of packages/sacrebleu-ts, included by the Makefile of the project.
.PHONY: sacrebleu-vectors sacrebleu-bench sacrebleu-build

SACREBLEU_TS := packages/sacrebleu-ts
SACREBLEU_VENV := $(SACREBLEU_TS)/vectors/.venv
SACREBLEU_REQUIREMENTS := $(SACREBLEU_TS)/vectors/requirements.txt
# Stands for the installed packages: a failed installation leaves none.
SACREBLEU_INSTALLED := $(SACREBLEU_VENV)/installed

sacrebleu-vectors: setup $(SACREBLEU_INSTALLED) ## Make the expected values of sacrebleu-ts anew with Python's sacreBLEU; about ten minutes
	npx tsx $(SACREBLEU_TS)/vectors/export-builtin.ts
	$(SACREBLEU_VENV)/bin/python $(SACREBLEU_TS)/vectors/make_vectors.py

sacrebleu-bench: sacrebleu-build $(SACREBLEU_INSTALLED) ## Time sacrebleu-ts and Python's sacreBLEU in turn; measure the memory for 1,000,000 lines
	npx tsx $(SACREBLEU_TS)/bench/speed.ts $(SACREBLEU_VENV)/bin/python 7
	npx tsx $(SACREBLEU_TS)/bench/memory.ts

sacrebleu-build: setup ## Write sacrebleu-ts as it is published to packages/sacrebleu-ts/dist
	node $(SACREBLEU_TS)/build.mjs

$(SACREBLEU_INSTALLED): $(SACREBLEU_REQUIREMENTS)
	python3 -m venv $(SACREBLEU_VENV)
	$(SACREBLEU_VENV)/bin/pip install --quiet -r $(SACREBLEU_REQUIREMENTS)
	touch $@
