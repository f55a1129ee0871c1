# What the packages have in common, included by the Makefile of the project.
.PHONY: packages-check

PACKAGES := optim sacrebleu-ts

# Node can require an ES module from 20.19 and 22.12 on, which the packages ask for.
packages-check: setup ## Build the packages as they are published, and check their manifests and types
	@for package in $(PACKAGES); do \
	  node packages/$$package/build.mjs && \
	  npx publint --strict packages/$$package/dist && \
	  npx attw --pack packages/$$package/dist --ignore-rules cjs-resolves-to-esm || exit 1; \
	done
