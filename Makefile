.DEFAULT_GOAL := help
.PHONY: help setup doctor check test demo clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9% -]+:.*## / { printf "  make %-26s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the packages and the native TensorFlow library (GPU=1: with CUDA); seconds when it is done already
	@command -v node >/dev/null || { echo "error: Node: not found; install Node 20 from 20.19 on, or Node 22 from 22.12 on" >&2; exit 2; }
	@node src/backend/setup/check-tools.mjs
	@cmp -s package-lock.json node_modules/.sublinear-lock.json || { \
	  echo "setup: installing the npm packages" && \
	  npm ci --ignore-scripts && \
	  cp package-lock.json node_modules/.sublinear-lock.json; }
	@node --import tsx src/backend/setup/main.ts $(if $(filter command,$(origin GPU)),'$(GPU)')
	@node src/cli/write-bundle.mjs

doctor: ## Show what computes here, and what to do about anything missing
	@node packages/cli/sublinear.mjs doctor

check: setup packages-check ## Check formatting, lint rules, types, and the packages as they are published
	npx biome check .
	npx tsc
	npx tsc -p src/report/page/client

test: check ## Set up, check, and run all tests
	npx vitest run

demo: setup ## Set up, train the rows of Table 1 on the built-in corpus, and print the table
	npx sublinear run experiments/table1.yaml --workers 2 --runs runs/demo --results runs/demo/results
	npx sublinear table experiments/table1.yaml --results runs/demo/results

clean: ## Remove the installed packages and the demo's runs; the cache outside the checkout stays
	rm -rf node_modules runs/demo

include bench/bench.mk data-scripts/data.mk experiments/experiments.mk packages/packages.mk packages/optim/optim.mk packages/sacrebleu-ts/sacrebleu.mk packages/toy-corpus/toy-corpus.mk src/experiment/launchers/slurm.mk src/landscapes/landscapes.mk src/notebooks/notebooks.mk src/schemas/schemas.mk src/tensorboard/tensorboard.mk test/faults/faults.mk
