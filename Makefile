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

NBVAL := $(BIN)/python -m pytest -q -p no:cacheprovider -n $(WORKERS) --dist loadfile \
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
notebooks: setup ## run every notebook and keep its outputs in it, after a change
	@$(BIN)/python -m helpers execute

.PHONY: check
check: setup ## load all data and list every fault
	@$(BIN)/python -m helpers check

# The tools that only this needs are not locked: it asks what is known today.
.PHONY: thorough
thorough: setup ## what is too slow for every push: strange surroundings, other versions, the audit of the lock, mutants
	@test -x $(THOROUGH)/bin/mutmut || { $(BIN)/uv venv --quiet --python $(BIN)/python $(THOROUGH) && \
		$(BIN)/uv pip install --quiet --python $(THOROUGH)/bin/python --constraint requirements.lock --editable '.[test,thorough]'; }
	@failed=; \
	$(BIN)/python -m pytest -q -p no:nbval -n $(WORKERS) -m thorough tests || failed="$$failed tests"; \
	$(THOROUGH)/bin/python tests/thorough.py versions || failed="$$failed versions"; \
	$(THOROUGH)/bin/python tests/thorough.py audit || failed="$$failed audit"; \
	$(THOROUGH)/bin/python tests/thorough.py mutants || failed="$$failed mutants"; \
	test -z "$$failed" || { echo "make thorough failed:$$failed"; exit 1; }; echo "make thorough: nothing failed"

COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url
.PHONY: lock
lock: setup ## renew the pinned packages and say what changed, package by package
	@for lock in requirements bootstrap; do cp $$lock.lock $(CACHE)/$$lock.before; done
	@$(COMPILE) --upgrade --extra test --output-file requirements.lock pyproject.toml
	@printf 'uv\n' | $(COMPILE) --upgrade --output-file bootstrap.lock -
	@for lock in requirements bootstrap; do diff $(CACHE)/$$lock.before $$lock.lock | grep '^[<>] [a-z]' || true; done

.PHONY: clean
clean: ## remove the environment, caches and what is exported besides the committed figures
	rm -rf $(VENV) $(THOROUGH) $(CACHE) figures/*.png figures/*.pdf figures/*.pptx figures/*.docx
