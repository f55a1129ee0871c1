.PHONY: test-slurm

test-slurm: setup ## Run Table 1 on a Slurm cluster of two nodes on this machine, disturbed in every way; ten minutes
	SUBLINEAR_SLURM=1 npx vitest run src/experiment/launchers
