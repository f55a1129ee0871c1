# Targets of experiments/, included by the Makefile of the project. Each runs what has no result yet
# and prints the table. Variables: PROTOCOL=demo (a file of configs/protocols), SEEDS=1,2,3,
# ARMS=none, WORKERS=2 (runs at a time).
WORKERS ?= 2

EXPERIMENTS = table1 table2 table3 questions sm3 zoo memory calibration rates norm

ABLATIONS = ablation-momentum ablation-factored ablation-row-only ablation-column-only \
  ablation-fast-decay ablation-no-clipping ablation-beta2-schedule ablation-relative-step \
  ablation-warmup ablation-sgd

.PHONY: $(EXPERIMENTS) $(ABLATIONS)

SELECTION = $(if $(PROTOCOL),--protocol 'configs/protocols/$(PROTOCOL).yaml') \
  $(if $(SEEDS),--seeds '$(SEEDS)') $(if $(ARMS),--arms '$(ARMS)')

# Arguments: the experiment; its rows, all of them where there are none given.
define run-and-print
npx sublinear run experiments/$(1).yaml --workers '$(WORKERS)' $(if $(strip $(2)),--only '$(strip $(2))') $(SELECTION)
@npx sublinear table experiments/$(1).yaml $(if $(strip $(2)),--only '$(strip $(2))') $(SELECTION)
endef

table1 table2 table3: setup ## Run what this table lacks results for, and print it
	$(call run-and-print,$@)

questions: setup ## The paper's open questions: row means, decay schedules, relative steps, momentum
	$(call run-and-print,$@)

sm3: setup ## SM3's variants beside Adam and Adafactor
	$(call run-and-print,$@)

zoo: setup ## SGD to SM3, each at its best rate of the same grid
	$(call run-and-print,$@)

calibration: setup ## The rate multiplier that the comparison is run at, by its rule
	$(call run-and-print,$@)

rates: setup ## The map of rates: what each row scores at each rate multiplier
	$(call run-and-print,$@)

norm: setup ## Norm before and after the sub-layers
	$(call run-and-print,$@)

memory: setup ## State, peak memory and step time beside quality
	$(call run-and-print,$@)

table2-%: setup ## Only these rows of Table 2, such as table2-O or table2-O,P; so with the others above
	$(call run-and-print,table2,$*)

table1-% table3-% questions-% sm3-% zoo-% memory-% calibration-% rates-% norm-%: setup
	$(call run-and-print,$(firstword $(subst -, ,$@)),$*)

# One part of Adafactor each: the rows of Table 2 that tell, and those of the open questions.
ablation-momentum: ROWS = A,B,Bt,O,P ## Averages of past updates, with and without
ablation-factored: ROWS = A,C,H,J ## Factored second moments in place of full ones
ablation-row-only: ROWS = C,D,E ## Second moments from row means alone
ablation-column-only: ROWS = C,E,D ## Second moments from column means alone
ablation-fast-decay: ROWS = A,F,G ## Second moments that forget faster
ablation-no-clipping: ROWS = H,I,A,J,C,N,L ## Updates clipped at 1, at 2 and not at all
ablation-no-clipping: QUESTIONS = O,OUnclipped
ablation-beta2-schedule: ROWS = A,K,L,M,H,N ## Decay rates that rise with the steps
ablation-beta2-schedule: QUESTIONS = O,OUnscheduled
ablation-relative-step: ROWS = N,O ## Steps relative to the parameter
ablation-relative-step: QUESTIONS = A,ARelative,C,CRelative
ablation-warmup: ROWS = A,B,N,O ## Training without warm-up
ablation-sgd: ROWS = A,Q1,Q2,Q3,Q4,Q5,Q6 ## No second moments at all

$(ABLATIONS): setup
	$(call run-and-print,table2,$(ROWS))
	$(if $(QUESTIONS),$(call run-and-print,questions,$(QUESTIONS)))

.PHONY: figure1
figure1: setup ## Run what Figure 1 lacks results for, and print it in numbers; `make tables` draws it
	$(call run-and-print,$@)

.PHONY: tables
tables: setup ## Write the overview, all tables and all figures in results/ again, from its result files
	npx sublinear report --write

.PHONY: report
report: setup ## Write results/report.html: all results on one page
	npx sublinear report --format html --out results/report.html
