.PHONY: figure1 table1 table2 table3

table1 table2 table3: setup ## Run what this table lacks results for, and print it
	node src/cli/sublinear.mjs run experiments/$@.yaml --workers 2
	node src/cli/sublinear.mjs table experiments/$@.yaml

figure1: setup ## Run what Figure 1 lacks results for, draw it beside the paper's, and print it in numbers
	node src/cli/sublinear.mjs run experiments/figure1.yaml --workers 2
	node src/cli/sublinear.mjs figure experiments/figure1.yaml

.PHONY: tables
tables: setup ## Write all tables in results/ again, from its result files
	node src/cli/sublinear.mjs tables

.PHONY: figures
figures: setup ## Draw all figures in results/ again, from its result files
	node src/cli/sublinear.mjs plot
