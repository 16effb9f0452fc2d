# The commands a person types. Each sets up what it needs inside this folder; `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
THOROUGH := .venv-thorough
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
unexport MPLBACKEND PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# uv installs the packages, and pip installs uv: this Python's own pip where it has one, which saves a second pip.
# Bytecode is compiled as modules are first imported: all of it takes five times as long as the rest of the set-up.
BOOTSTRAP := --quiet --require-hashes -r bootstrap.lock

$(VENV)/.ready: requirements.lock bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.11 ...")'
	@echo "installing the pinned packages into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@test -x $(BIN)/uv || $(PYTHON) -m pip --python $(BIN)/python install $(BOOTSTRAP) 2>/dev/null || \
		{ $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install $(BOOTSTRAP); }
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

.PHONY: setup
setup: $(VENV)/.ready ## install the pinned packages into .venv

# What only the long checks and the measurements need; the pins of requirements.lock and a few more.
$(THOROUGH)/.ready: $(VENV)/.ready thorough.lock
	@echo "installing what the long checks need into $(THOROUGH) ..."
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(THOROUGH)
	@$(BIN)/uv pip sync --quiet --python $(THOROUGH)/bin/python thorough.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(THOROUGH)/bin/python --editable .
	@touch $@

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

# The notebooks' run: kernels forked from one process, and only the plugins that it needs.
NBVAL := PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(BIN)/python -m helpers.kernels $(BIN)/python -m pytest -q \
	-p xdist -p tests.notebook_run -p nbval -n $(WORKERS) --dist loadfile \
	--nbval --nbval-sanitize-with tests/sanitize.cfg --nbval-cell-timeout 120 notebooks

.PHONY: test
test: setup ## lint, unit tests, data and figure checks, tests in a browser, every notebook under strict nbval
	@failed=; \
	$(BIN)/ruff check src tests notebooks benchmarks || failed="$$failed lint"; \
	$(BIN)/python -m pytest -q -p no:nbval -n $(WORKERS) --dist loadgroup tests || failed="$$failed tests"; \
	$(NBVAL) || failed="$$failed notebooks"; \
	test -z "$$failed" || { echo "make test failed:$$failed"; exit 1; }

.PHONY: lab
lab: setup ## open JupyterLab on the overview (this machine only, with a token); UI=zh for Chinese menus
	@case "$(OPTIONS)" in *--allow-root*) ;; *) test "$$(id -u)" != 0 || { \
		echo "JupyterLab does not start as root, for whoever reaches it could do anything: run make lab as an ordinary user"; exit 1; };; esac
	@mkdir -p $(JUPYTER_CONFIG_DIR)/labconfig
	@printf '{"%s": {"locale": "%s"},\n "%s": {"fetchNews": "false", "checkForUpdates": false}}\n' \
		@jupyterlab/translation-extension:plugin $(if $(filter zh,$(UI)),zh_CN,default) \
		@jupyterlab/apputils-extension:notification > $(JUPYTER_CONFIG_DIR)/labconfig/default_setting_overrides.json
	@$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --LabApp.default_url=/lab/tree/notebooks/00-overview.ipynb $(OPTIONS)

.PHONY: notebooks
notebooks: setup ## run every notebook and keep its outputs in it, after a change; renew the register and other sizes
	@$(BIN)/python -m helpers execute
	@$(BIN)/python tests/sizes.py

.PHONY: check
check: setup ## load all data and list every fault
	@$(BIN)/python -m helpers check

.PHONY: bench
bench: $(THOROUGH)/.ready ## measure every wait against its floor and its peers, and write the table of the READMEs
	@$(THOROUGH)/bin/python benchmarks/run.py

.PHONY: mutants
mutants: $(THOROUGH)/.ready ## attack data, charts and code with small faults, count what the checks see (ALL=1: every one)
	@$(THOROUGH)/bin/python tests/mutants $(PART) $(if $(ALL),--all) --workers $(WORKERS)

.PHONY: versions
versions: setup ## draw every figure with other Pythons and with the oldest and newest dependencies
	@$(BIN)/python tests/versions.py $(ONLY)

.PHONY: audit
audit: $(THOROUGH)/.ready ## list every package's licence and what is known against its version
	@$(THOROUGH)/bin/python tests/lock.py licences
	@$(THOROUGH)/bin/python tests/lock.py audit

.PHONY: thorough
thorough: $(THOROUGH)/.ready ## all that is too slow for every push: mutants, faults, other versions, the audit of the locks
	@failed=; \
	$(THOROUGH)/bin/python -m pytest -q -p no:nbval -n $(WORKERS) -m thorough tests || failed="$$failed tests"; \
	$(MAKE) --no-print-directory mutants || failed="$$failed mutants"; \
	$(MAKE) --no-print-directory versions || failed="$$failed versions"; \
	$(THOROUGH)/bin/python tests/lock.py audit || failed="$$failed audit"; \
	echo; test -z "$$failed" || { echo "make thorough failed:$$failed"; exit 1; }; echo "make thorough: nothing failed"

COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url
.PHONY: lock
lock: setup ## renew the pinned packages and say what changed, package by package
	@for lock in requirements bootstrap thorough; do cp $$lock.lock $(CACHE)/$$lock.before; done
	@$(COMPILE) --upgrade --extra test --output-file requirements.lock pyproject.toml
	@printf 'uv\n' | $(COMPILE) --upgrade --output-file bootstrap.lock -
	@$(COMPILE) --upgrade --extra test --extra thorough --constraint requirements.lock --output-file thorough.lock pyproject.toml
	@for lock in requirements bootstrap thorough; do \
		echo "$$lock.lock:"; $(BIN)/python tests/lock.py changed $(CACHE)/$$lock.before $$lock.lock | sed 's/^/  /'; done

.PHONY: clean
clean: ## remove the environment, caches and what is exported besides the committed figures
	rm -rf $(VENV) $(THOROUGH) $(CACHE) figures/*.png figures/*.pdf figures/*.pptx figures/*.docx
