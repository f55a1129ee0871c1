# Targets of packages/optim, included by the Makefile of the project.
.PHONY: optim-build optim-example

optim-build: setup ## Write sublinear-optim as it is published to packages/optim/dist
	node packages/optim/build.mjs

optim-example: setup ## Train a small tf.LayersModel with Adam, Adafactor and SM3 as drop-ins; five seconds
	node --import tsx packages/optim/src/example/main.ts
