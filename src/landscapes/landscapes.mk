# Targets of src/landscapes, included by the Makefile of the project.
.PHONY: landscapes

landscapes: setup ## Draw each optimiser's path on Rosenbrock's and Rastrigin's functions; ten seconds
	node --import tsx src/landscapes/main.ts
