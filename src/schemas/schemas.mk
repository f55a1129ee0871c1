# Targets of src/schemas, included by the Makefile of the project.
.PHONY: schemas

schemas: setup ## Write the JSON schemas of result and configuration files to schemas/; a second
	node --import tsx src/schemas/main.ts
