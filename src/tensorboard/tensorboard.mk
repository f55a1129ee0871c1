# Targets of src/tensorboard, included by the Makefile of the project.
.PHONY: tensorboard-vectors

TENSORBOARD_VECTORS := src/tensorboard/vectors
TENSORBOARD_VENV := $(TENSORBOARD_VECTORS)/.venv
TENSORBOARD_REQUIREMENTS := $(TENSORBOARD_VECTORS)/requirements.txt
# Stands for the installed packages: a failed installation leaves none.
TENSORBOARD_INSTALLED := $(TENSORBOARD_VENV)/installed

tensorboard-vectors: $(TENSORBOARD_INSTALLED) ## Install TensorBoard for the tests that read with it, and make their expected values anew
	$(TENSORBOARD_VENV)/bin/python $(TENSORBOARD_VECTORS)/make_vectors.py

$(TENSORBOARD_INSTALLED): $(TENSORBOARD_REQUIREMENTS)
	python3 -m venv $(TENSORBOARD_VENV)
	$(TENSORBOARD_VENV)/bin/pip install --quiet -r $(TENSORBOARD_REQUIREMENTS)
	touch $@
