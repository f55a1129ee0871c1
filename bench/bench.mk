.PHONY: bench

bench: setup ## Time a training step of both executors and of PyTorch; ten minutes, and longer the first time
	node --import tsx bench/step-time.ts
