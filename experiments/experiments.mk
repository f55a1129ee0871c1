.PHONY: table1 table2 table3

table1 table2 table3: setup ## Run what this table lacks results for, and print it
	node src/cli/sublinear.mjs run experiments/$@.yaml --workers 2
	node src/cli/sublinear.mjs table experiments/$@.yaml
