# `make run` and `make test` do all their own set-up.
PYTHON ?= python3
SETUP = @command -v $(PYTHON) >/dev/null || { echo "Demotape needs Python 3.11 or newer, and no $(PYTHON) was found. Name another: make PYTHON=python3.12 $@"; exit 1; }; \
	$(PYTHON) tools/setup.py

.PHONY: run test bench screenshots wheel clean

run: ## start the studio on http://localhost:8501
	$(SETUP)
	@exec .venv/bin/demotape $(ARGS)

test: ## run every check
	$(SETUP) dev
	@.venv/bin/python tools/check.py

bench: ## measure speed, as ratios within one run
	$(SETUP) dev
	@.venv/bin/python -m tests.benchmarks $(ARGS)

screenshots: ## make the pictures of the README from the real pages
	$(SETUP) dev
	@.venv/bin/python tools/screenshots.py

wheel: ## build the package into dist/
	$(SETUP) dev
	@.venv/bin/python -m build --no-isolation --outdir dist .

clean: ## remove what the above made
	rm -rf .venv dist build *.egg-info .mypy_cache .ruff_cache .import_linter_cache
