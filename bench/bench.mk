.PHONY: gpu-bundle bench bench-campaign bench-data bench-decoding bench-device bench-long bench-memory bench-optimizers \
	bench-overhead bench-plots bench-profile

bench: setup ## Time a training step of our executors, PyTorch, torch.compile and JAX; half an hour
	node --import tsx bench/step/step-time.ts

DATA ?= data/tatoeba

bench-decoding: setup ## Time beam search here, in PyTorch and in CTranslate2 on the test set of DATA=FOLDER (data/tatoeba)
	test -e data/tatoeba-4000.model || npx sublinear vocab configs/data/tatoeba.yaml --size 4000 --set data.corpus.folder=$(DATA)
	node --import tsx bench/decode/decode-time.ts --set data.corpus.folder=$(DATA)

bench-campaign: setup ## Count finished runs of Table 2 an hour, two at a time, with their parts; six minutes
	test -e data/tatoeba-4000.model || npx sublinear vocab tatoeba --size 4000 --set data.corpus.folder=$(DATA)
	node --import tsx bench/campaign/campaign.ts --set data.corpus.folder=$(DATA)

bench-memory: setup ## Train for 1,000 steps and show whether memory grows
	node --import tsx bench/memory/memory-growth.ts

bench-long: setup ## Train for 10,000 steps with all records and show memory, tensors and speed; seven minutes
	node --import tsx bench/memory/memory-growth.ts --config bench/memory/long.yaml --records --every 250 --json bench/results/long-run.json

bench-overhead: setup ## Time training with log, diagnostics and checkpoints, and without, in turn; a quarter of an hour
	node --import tsx bench/memory/overhead.ts

bench-plots: ## Draw the plots of step times again, from their JSON files
	node --import tsx bench/step/plot.ts

bench-optimizers: setup ## Time the update of every optimiser beside that of PyTorch; ten minutes
	node --import tsx bench/optimizer/optimizer-time.ts

bench-profile: setup ## Show where a training step's time goes, by operation (SUBLINEAR_TENSORFLOW_PYTHON)
	node --import tsx bench/step/profile.ts

bench-device: setup ## Train small and base on a GPU through WebGPU, and hold the losses to the processor's
	node --import tsx bench/step/device.ts

BUNDLE ?= gpu-bundle

gpu-bundle: setup ## Write BUNDLE=FOLDER (gpu-bundle): checks and times a GPU on a machine without network; under 60 MB
	node --import tsx bench/gpu-bundle/write.ts '$(BUNDLE)'

bench-data: setup ## Time data preparation at 0.5 M and 4.5 M pairs, and batches; half an hour
	node --import tsx bench/data/data-time.ts
