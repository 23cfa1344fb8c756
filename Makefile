SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

bin := .venv/bin
python_ready := .venv/.installed
pages_ready := node_modules/.installed

.PHONY: help
help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(python_ready) $(pages_ready) ## Install everything into this folder; at once when nothing changed
	@.ci/setup system wanted

.PHONY: run
run: $(python_ready) $(pages_ready) ## Start Bothways with a fictional council, and print where to look
	@exec $(bin)/bothways demo

.PHONY: seed
seed: $(python_ready) ## Fill the database with 10,000 people and 100,000 messages, to measure with
	@$(bin)/bothways seed

.PHONY: test
test: $(python_ready) $(pages_ready) ## Run every check and every test
	@.ci/setup system
	@$(MAKE) --no-print-directory check
	@# One more than there are cores: tests wait for a disk or a browser as often as they compute.
	$(bin)/python -m pytest -n $$(( $$(nproc) + 1 ))

.PHONY: check
check: $(python_ready) ## Lint, types, import contracts, lock files
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports
	$(bin)/python .ci/check_locks.py

.PHONY: bench
bench: $(python_ready) $(pages_ready) ## Measure the speeds that we promise, and name the machine
	@$(bin)/python -m tests.bench

.PHONY: faults
faults: $(python_ready) $(pages_ready) ## Prove that nothing is lost or sent twice: SEED=1 MESSAGES=10000 SCENARIO=matrix BREAK=…
	@$(bin)/python -m tests.faults $(if $(SEED),--seed $(SEED)) $(if $(MESSAGES),--messages $(MESSAGES)) \
		$(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(BREAK),--break $(BREAK))

.PHONY: slips
slips: $(python_ready) ## Print, fill in, damage and read back slips: PAGES=1000
	@$(bin)/python -m tests.channels.slips.harness $(or $(PAGES),1000)

.PHONY: replies
replies: $(python_ready) ## Measure how well replies are read, language by language: LANGUAGES="en ur"
	@$(bin)/python -m tests.evaluation $(LANGUAGES)

.PHONY: bench-large
bench-large: $(python_ready) ## Measure the work list at 1 and at 10 million messages; checks the disk first
	@$(bin)/python -m tests.bench.large

.PHONY: migration
migration: $(python_ready) ## Write the next migration from the models: make migration name="add letters" id=0003
	$(bin)/python .ci/new_migration.py "$(name)" "$(id)"

.PHONY: messages
messages: $(python_ready) ## Bring the catalogues of every language in step with the texts of the source
	@mkdir -p var
	$(bin)/pybabel -q extract -F babel.cfg -k lazy --no-wrap --no-location --sort-output -o var/messages.pot .
	$(bin)/pybabel -q update -i var/messages.pot -d service/translations --no-wrap --no-fuzzy-matching --ignore-obsolete

.PHONY: lock
lock: ## Choose package versions afresh: requirements.lock and package-lock.json
	@command -v uv >/dev/null || { echo "'make lock' needs uv: pip install uv" >&2; exit 1; }
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		-o requirements.lock --no-header
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

.PHONY: clean
clean: ## Remove what was installed here; data in var/ stays
	rm -rf .venv node_modules

$(python_ready): requirements.lock pyproject.toml .ci/setup
	@.ci/setup python
	@touch $@

$(pages_ready): package-lock.json package.json $(python_ready)
	@.ci/setup pages
	@touch $@
