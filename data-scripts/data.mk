.PHONY: data-wmt14 data-multi30k data-folder

data-wmt14: setup ## Download WMT14 English-German, the paper's task (1.7 GB), and prepare it
	npx sublinear data download configs/data/wmt14.yaml $(if $(MIRROR),--mirror '$(MIRROR)')
	npx sublinear data prepare configs/data/wmt14.yaml

data-multi30k: setup ## Download Multi30k (1.3 MB) and prepare it
	npx sublinear data download configs/data/multi30k.yaml $(if $(MIRROR),--mirror '$(MIRROR)')
	npx sublinear data prepare configs/data/multi30k.yaml

data-folder: setup ## Prepare your own text: make data-folder FOLDER=my/text NAME=my-text
	@test -n '$(FOLDER)' -a -n '$(NAME)' || { echo 'error: make data-folder FOLDER=my/text NAME=my-text' >&2; exit 2; }
	npx sublinear data prepare configs/data/folder.yaml --set dataset.name='$(NAME)' --set dataset.input.folder='$(FOLDER)' --set dataset.prepared='data/$(NAME)/prepared'
