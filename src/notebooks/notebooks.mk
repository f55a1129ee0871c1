# Targets of src/notebooks, included by the Makefile of the project.
.PHONY: notebooks

notebooks: setup ## Execute the notebooks in place, with Deno's TypeScript kernel; a minute, and longer the first time
	node --import tsx src/notebooks/main.ts
