# actlas: `make help` lists what can be asked for.

PYTHON ?=
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Files without content whose date says when something was last done.
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
NEEDS := pyproject.toml constraints.txt

# An environment of its own: what is active or set outside must not reach into it.
unexport PYTHONHOME
unexport PYTHONPATH
unexport VIRTUAL_ENV
export PIP_USER := 0

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow check format messages notebooks docs bench bench-activations clean

help: ## list what make can do
	@echo "make TARGET [ARGS='…'] [PYTHON=python3.12]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(DEVELOPMENT) ## install everything that development needs into .venv

run: $(RUNTIME) ## compare activations on real data: make run ARGS='wine --epochs 50'
	@exec $(BIN)/python -m actlas compare $(ARGS)

test: $(DEVELOPMENT) ## run the tests; narrow them with ARGS='-k elu'
	@$(BIN)/python -m pytest -n 2 -m "not slow" $(ARGS)

test-slow: $(DEVELOPMENT) ## run the slow tests: every definition damaged, compiled, swept
	@$(BIN)/python -m pytest -n 2 -m slow $(ARGS)

check: $(DEVELOPMENT) ## format, lint, types, and the rules that tools/ keeps
	@$(BIN)/python -m ruff format --check
	@$(BIN)/python -m ruff check
	@$(BIN)/python -m mypy
	@$(BIN)/python tools/check_imports.py
	@$(BIN)/python tools/check_rooms.py
	@$(BIN)/python tools/check_messages.py
	@$(BIN)/python tools/check_prose.py

format: $(DEVELOPMENT) ## format the code and mend what the linter can mend
	@$(BIN)/python -m ruff check --fix
	@$(BIN)/python -m ruff format

messages: $(DEVELOPMENT) ## gather the texts to translate into src/actlas/locale, and compile
	@$(BIN)/python tools/messages.py $(ARGS)

notebooks: $(DEVELOPMENT) ## write and run notebooks/ from the definitions and the prose
	@$(BIN)/python tools/notebooks.py $(ARGS)

docs: $(DEVELOPMENT) ## write the catalogue, its differences from PyTorch, the worked example and pictures
	@$(BIN)/python tools/index.py
	@$(BIN)/python tools/differences.py
	@$(BIN)/python tools/pictures.py
	@$(BIN)/python tools/worked_example.py

bench: $(DEVELOPMENT) ## time the fused trainer against a loop of single trainings
	@$(BIN)/python benchmarks/fused.py $(ARGS)

bench-activations: $(DEVELOPMENT) ## time activations beside PyTorch, torch.compile, JAX and a copy
	@$(BIN)/python benchmarks/activations.py $(ARGS)

clean: ## remove .venv and everything else that make has made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# The first Python that is new enough, or the one that PYTHON names.
$(MADE):
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    "$$python" -m venv $(VENV) && $(PIP) --version >/dev/null && touch $@ && exit 0; \
	    echo "make: $$python could not make $(VENV); on Debian: apt-get install python3-venv" >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo "make: actlas needs Python 3.11 or newer, and $(or $(PYTHON),python3) is not; install one and name it: make PYTHON=/path/to/python3" >&2; \
	exit 1

$(RUNTIME): $(MADE) $(NEEDS)
	@echo "installing actlas and what it needs into $(VENV); this is done once and may take some minutes"
	@$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(DEVELOPMENT): $(MADE) $(NEEDS)
	@echo "installing actlas and what its development needs into $(VENV); this is done once and may take some minutes"
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[dev,notebook]'
	@touch $(RUNTIME) $@
