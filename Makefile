# The commands a person types. Each sets up what it needs inside this folder; `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CACHE := $(CURDIR)/.cache
WORKERS ?= 2

# Nothing outside the checkout is read or written: no settings, caches or kernels of the user's.
export UV_CACHE_DIR ?= $(CACHE)/uv
export PIP_CACHE_DIR ?= $(CACHE)/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export MPLCONFIGDIR := $(CACHE)/matplotlib
export IPYTHONDIR := $(CACHE)/ipython
export JUPYTER_CONFIG_DIR := $(CACHE)/jupyter/config
export JUPYTER_DATA_DIR := $(CACHE)/jupyter/data
export JUPYTER_RUNTIME_DIR := $(CACHE)/jupyter/runtime
export JUPYTERLAB_SETTINGS_DIR := $(CACHE)/jupyter/lab/settings
export JUPYTERLAB_WORKSPACES_DIR := $(CACHE)/jupyter/lab/workspaces
export PYTHONUTF8 := 1
unexport MPLBACKEND PYTHONPATH PYTHONHOME

.PHONY: help
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.ready: requirements.lock bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the pinned packages into $(VENV) ..."
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --require-hashes -r bootstrap.lock
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

.PHONY: setup
setup: $(VENV)/.ready ## install the pinned packages into .venv

.PHONY: figures
figures: setup ## run every notebook and export every figure: two languages, SVG, PDF and PNG
	@$(BIN)/python -m helpers figures

.PHONY: site
site: setup ## write the static page to site/: every figure, the observations, the notebooks to read
	@$(BIN)/python -m helpers site

.PHONY: deck
deck: setup ## write every figure with its data as slides (PowerPoint), in both languages
	@$(BIN)/python -m helpers deck --language en
	@$(BIN)/python -m helpers deck --language zh

.PHONY: document
document: setup ## write every figure with its data as a text document (Word), in both languages
	@$(BIN)/python -m helpers document --language en
	@$(BIN)/python -m helpers document --language zh

.PHONY: test
test: setup ## lint, unit tests, data checks, figure checks, every notebook under strict nbval
	@failed=; \
	$(BIN)/ruff check src tests notebooks benchmarks || failed="$$failed lint"; \
	$(BIN)/python -m pytest -q -p no:nbval -n $(WORKERS) tests || failed="$$failed tests"; \
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --nbval --nbval-sanitize-with tests/sanitize.cfg \
		--nbval-cell-timeout 120 notebooks || failed="$$failed notebooks"; \
	test -z "$$failed" || { echo "make test failed:$$failed"; exit 1; }

.PHONY: lab
lab: setup ## open JupyterLab on the overview (this machine only, with a token)
	@$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --LabApp.default_url=/lab/tree/notebooks/00-overview.ipynb

.PHONY: notebooks
notebooks: setup ## run every notebook and keep its outputs in it, after a change
	@$(BIN)/python -m helpers execute

.PHONY: check
check: setup ## load all data and list every fault
	@$(BIN)/python -m helpers check

.PHONY: bench
bench: setup ## measure loading of up to a million observations against a bare read_csv
	@$(BIN)/python benchmarks/loading.py

.PHONY: lock
lock: setup ## renew the pinned packages and show what changed
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --extra test --no-header --no-emit-index-url --output-file requirements.lock pyproject.toml
	@printf 'uv\n' | $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --output-file bootstrap.lock -
	@git --no-pager diff --stat -- requirements.lock bootstrap.lock

.PHONY: clean
clean: ## remove the environment, caches and what is exported besides the committed figures
	rm -rf $(VENV) $(CACHE) figures/*.png figures/*.pdf figures/*.pptx figures/*.docx
