.DEFAULT_GOAL := help

EXPERIMENTS := $(basename $(notdir $(wildcard experiments/*.yaml)))

# What the experiments' targets work on: PROTOCOL=demo (a file of configs/protocols), SEEDS=1,2,3,
# ARMS=none, GROUP=momentum, WORKERS=2 (runs at a time).
WORKERS ?= 2
SELECTION = $(if $(PROTOCOL),--protocol '$(PROTOCOL)') $(if $(SEEDS),--seeds '$(SEEDS)') \
  $(if $(ARMS),--arms '$(ARMS)') $(if $(GROUP),--group '$(GROUP)')

# Arguments: the experiment; what else selects rows.
define run-and-print
node packages/cli/sublinear.mjs run $(1) --workers '$(WORKERS)' $(SELECTION) $(2) --table
endef

# Python packages that peers are held to, in a virtual environment of their own.
%/.venv/installed: %/requirements.txt
	python3 -m venv $*/.venv
	$*/.venv/bin/pip install --quiet -r $<
	touch $@

.PHONY: help setup doctor check packages-check test test-slurm test-faults clean \
  demo $(EXPERIMENTS) tables report notebooks landscapes playground \
  data-wmt14 data-multi30k data-folder toy-corpus \
  bench bench-decoding bench-campaign bench-optimizers bench-memory bench-long bench-overhead bench-data \
  bench-device gpu-bundle bench-profile bench-plots \
  optim-build optim-example sacrebleu-build sacrebleu-bench sacrebleu-vectors schemas tensorboard-vectors

help:
	@awk -F ':.*## ' '/^## / { printf "\n%s\n", substr($$0, 4) } \
	  /^[$$a-zA-Z0-9()% -]+:.*## / { sub(/\$$\(EXPERIMENTS\)/, "EXPERIMENT", $$1); gsub(/%/, "NAME", $$1); \
	  printf "  make %-21s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'EXPERIMENT: $(EXPERIMENTS)'

## Begin
setup: ## Install the packages and the native TensorFlow library (GPU=1: with CUDA)
	@command -v node >/dev/null || { echo "error: Node: not found; install Node 20 from 20.19 on, or Node 22 from 22.12 on" >&2; exit 2; }
	@node src/backend/setup/check-tools.mjs
	@cmp -s package-lock.json node_modules/.sublinear-lock.json || { \
	  echo "setup: installing the npm packages" && \
	  npm ci --ignore-scripts && \
	  cp package-lock.json node_modules/.sublinear-lock.json; }
	@node src/backend/setup/setup.mjs $(if $(filter command,$(origin GPU)),'$(GPU)')
	@node src/cli/write-bundle.mjs

doctor: ## Show the backend and hardware, and how to fix what is missing
	@node packages/cli/sublinear.mjs doctor

demo: setup ## Train the rows of Table 1 on the built-in corpus, and print the table
	node packages/cli/sublinear.mjs run table1 --workers 2 --runs runs/demo --results runs/demo/results --table

clean: ## Remove the packages, the demo's runs and site/; the cache outside the checkout stays
	rm -rf node_modules runs/demo site

## Experiments: run what has no result yet, and print the table
$(EXPERIMENTS): setup ## All rows, or PROTOCOL=demo SEEDS=1,2 ARMS=none GROUP=momentum WORKERS=2
	$(call run-and-print,$@)

$(EXPERIMENTS:=-%): setup
	$(call run-and-print,$(patsubst %-$*,%,$@),--only '$*')

ablation-%: setup ## One group of Table 2's rows, such as ablation-momentum; table2.yaml names them
	$(call run-and-print,table2,--group '$*')

## Reports
tables: setup ## Write the overview, all tables and all figures in results/ again, from its result files
	npx sublinear report --write

report: setup ## Write results/report.html: all results on one page
	npx sublinear report --format html --out results/report.html

notebooks: setup ## Execute the notebooks in place, with Deno's TypeScript kernel
	node --import tsx src/notebooks/main.ts

playground: setup ## Build site/: a page that trains two optimisers in a browser; SERVE=8000 serves it
	node --import tsx src/playground/main.ts site $(if $(SERVE),'$(SERVE)')

landscapes: setup ## Draw each optimiser's path on Rosenbrock's and Rastrigin's functions
	node --import tsx src/landscapes/main.ts

## Data
data-wmt14: setup ## Download WMT14 English-German, the paper's task (1.7 GB), and prepare it
	npx sublinear data download configs/data/wmt14.yaml $(if $(MIRROR),--mirror '$(MIRROR)')
	npx sublinear data prepare configs/data/wmt14.yaml

data-multi30k: setup ## Download Multi30k (1.3 MB) and prepare it
	npx sublinear data download configs/data/multi30k.yaml $(if $(MIRROR),--mirror '$(MIRROR)')
	npx sublinear data prepare configs/data/multi30k.yaml

data-folder: setup ## Prepare your own text: FOLDER=my/text NAME=my-text
	@test -n '$(FOLDER)' -a -n '$(NAME)' || { echo 'error: make data-folder FOLDER=my/text NAME=my-text' >&2; exit 2; }
	npx sublinear data prepare configs/data/folder.yaml --set dataset.name='$(NAME)' --set dataset.input.folder='$(FOLDER)' --set dataset.prepared='data/$(NAME)/prepared'

toy-corpus: setup ## Make the built-in corpus anew and test it; SEED=2 FOLDER=toy: another one
ifdef SEED
	npx tsx packages/toy-corpus/src/main.ts '$(or $(FOLDER),toy-corpus-$(SEED))' '$(SEED)'
else
	npx tsx packages/toy-corpus/src/main.ts configs/data/builtin.tsv.gz
	npx vitest run --root packages/toy-corpus
endif

## Tests
check: setup packages-check ## Check formatting, lint rules, types, and the packages as published
	npx biome check .
	npx tsc
	npx tsc -p src/report/page/client
	npx tsc -p src/playground

test: check ## Check, and run all tests but those on Slurm, of many faults and of the toy corpus; 12 minutes
	npx vitest run

test-slurm: setup ## Table 1 on a Slurm cluster of two nodes on this machine; a quarter of an hour
	SUBLINEAR_SLURM=1 npx vitest run src/experiment/launchers

test-faults: setup ## Kill, race and corrupt training runs, many times; half an hour
	SUBLINEAR_KILLS=50 SUBLINEAR_LEASE_KILLS=200 SUBLINEAR_STARTS=20 SUBLINEAR_DAMAGES=20 npx vitest run test/faults

## Benchmarks (bench/README.md)
bench: setup ## A training step here, in PyTorch, torch.compile and JAX; 11 minutes
	node --import tsx bench/step/step-time.ts

# Text to measure on, as configs/data/tatoeba.yaml describes it.
DATA ?= data/tatoeba
data/tatoeba-4000.model: | setup
	npx sublinear vocab tatoeba --size 4000 --set data.corpus.folder='$(DATA)'

bench-decoding: setup data/tatoeba-4000.model ## Beam search here, in PyTorch and in CTranslate2; DATA=data/tatoeba
	node --import tsx bench/decode/decode-time.ts --set data.corpus.folder='$(DATA)'

bench-campaign: setup data/tatoeba-4000.model ## Finished runs an hour; DATA=data/tatoeba; six minutes
	node --import tsx bench/campaign/campaign.ts --set data.corpus.folder='$(DATA)'

bench-optimizers: setup ## Each optimiser's update, here and in PyTorch; ten minutes
	node --import tsx bench/optimizer/optimizer-time.ts

bench-memory: setup ## Whether memory grows in 1,000 steps
	node --import tsx bench/memory/memory-growth.ts

bench-long: setup ## Memory, tensors and speed in 10,000 steps with all records; seven minutes
	node --import tsx bench/memory/memory-growth.ts --config bench/memory/long.yaml --records --every 250 --json bench/results/long-run.json

bench-overhead: setup ## What logs, diagnostics and checkpoints cost; a quarter of an hour
	node --import tsx bench/memory/overhead.ts

bench-data: setup ## Data preparation at 0.5 M and 4.5 M pairs; half an hour
	node --import tsx bench/data/data-time.ts

bench-device: setup ## Training on a GPU through WebGPU, its losses held to the processor's
	node --import tsx bench/step/device.ts

gpu-bundle: setup ## Write BUNDLE=FOLDER: checks and times a GPU where there is no network; under 60 MB
	node --import tsx bench/gpu-bundle/write.ts '$(or $(BUNDLE),gpu-bundle)'

bench-profile: setup ## A step's time by operation (SUBLINEAR_TENSORFLOW_PYTHON)
	node --import tsx bench/step/profile.ts

bench-plots: ## Draw the plots of step times again
	node --import tsx bench/step/plot.ts

## Packages, and what is made from sources
# Node can require an ES module from 20.19 and 22.12 on, which the packages ask for.
packages-check: setup ## Build the packages as published, and check their manifests and types
	@for package in optim sacrebleu-ts; do \
	  node packages/$$package/build.mjs && \
	  npx publint --strict packages/$$package/dist && \
	  npx attw --pack packages/$$package/dist --ignore-rules cjs-resolves-to-esm || exit 1; \
	done

optim-build: setup ## Write sublinear-optim as it is published to packages/optim/dist
	node packages/optim/build.mjs

optim-example: setup ## Train a small tf.LayersModel with Adam, Adafactor and SM3
	node --import tsx packages/optim/src/example/main.ts

sacrebleu-build: setup ## Write sacrebleu-ts as it is published to packages/sacrebleu-ts/dist
	node packages/sacrebleu-ts/build.mjs

sacrebleu-bench: sacrebleu-build packages/sacrebleu-ts/vectors/.venv/installed ## Time sacrebleu-ts beside sacreBLEU
	npx tsx packages/sacrebleu-ts/bench/speed.ts packages/sacrebleu-ts/vectors/.venv/bin/python 7
	npx tsx packages/sacrebleu-ts/bench/memory.ts

sacrebleu-vectors: setup packages/sacrebleu-ts/vectors/.venv/installed ## Expected values from sacreBLEU; ten minutes
	npx tsx packages/sacrebleu-ts/vectors/export-builtin.ts
	packages/sacrebleu-ts/vectors/.venv/bin/python packages/sacrebleu-ts/vectors/make_vectors.py

schemas: setup ## Write the JSON schemas of result and configuration files to schemas/
	node --import tsx src/schemas/main.ts

tensorboard-vectors: src/tensorboard/vectors/.venv/installed ## Expected values from TensorBoard, and itself for tests
	src/tensorboard/vectors/.venv/bin/python src/tensorboard/vectors/make_vectors.py
