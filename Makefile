# `make run` and `make test` do all their own set-up.
PYTHON ?= python3

# What is up to date is seen by the shell, because starting Python for it would make every start slower.
SETUP = @if ! grep -qsxF "$(CURDIR) $(1)" .venv/.installed || \
		[ -n "$$(find pyproject.toml constraints.txt -newer .venv/.installed)" ]; then \
	command -v $(PYTHON) >/dev/null || { echo "Demotape needs Python 3.11 or newer, and no $(PYTHON) was found." \
		"Name another: make PYTHON=python3.12 $@"; exit 1; }; \
	$(PYTHON) tools/setup.py $(1); fi

.PHONY: run test bench chaos listen-report screenshots wheel clean

run: ## start the studio on http://localhost:8501
	$(call SETUP,run)
	@exec .venv/bin/demotape $(ARGS)

test: ## run every check
	$(call SETUP,dev)
	@.venv/bin/python -m tools.check

bench: ## measure speed, as ratios within one run
	$(call SETUP,dev)
	@.venv/bin/python -m tests.benchmarks $(ARGS)

chaos: ## play every fault of the provider, with servers killed again and again
	$(call SETUP,dev)
	@.venv/bin/python -m tests.chaos $(ARGS)

listen-report: ## hear and measure the Band, prompt by prompt, on one page in listen-report/
	$(call SETUP,dev)
	@.venv/bin/python -m tests.listen $(ARGS)

screenshots: ## make the pictures of the docs from the real pages
	$(call SETUP,dev)
	@.venv/bin/python -m tools.screenshots

wheel: ## build the package into dist/
	$(call SETUP,dev)
	@.venv/bin/python -m build --no-isolation --outdir dist .

clean: ## remove what the above made
	rm -rf .venv dist build *.egg-info .mypy_cache .ruff_cache .import_linter_cache
