# The commands a person types; `make help` lists them. Each installs what it needs, inside this folder.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PY := "$(BIN)/python"
WORKERS ?= 2
CHROMIUM := $(shell command -v "$${TWO_REGIONS_CHROMIUM:-chromium}" 2>/dev/null)

# Nothing outside this folder is written: no settings, caches or kernels of the user's. A mirror is honoured.
CACHE := $(CURDIR)/.cache
export PIP_CACHE_DIR ?= $(CACHE)/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
ifneq ($(UV_DEFAULT_INDEX),)
export PIP_INDEX_URL ?= $(UV_DEFAULT_INDEX)
endif
export UV_CACHE_DIR ?= $(CACHE)/uv
export MPLCONFIGDIR := $(CACHE)/matplotlib
export IPYTHONDIR := $(CACHE)/ipython
export npm_config_cache := $(CACHE)/npm
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

# Every package is pinned by hash; what they need in turn is in the locks too, so nothing is resolved anew.
# Bytecode is compiled as modules are first imported: all of it would take longer than the rest.
INSTALL := $(PY) -m pip install --quiet --no-deps --no-compile --require-hashes --retries 2
OFFLINE := { echo "The packages could not be downloaded. This needs a network once; behind a mirror, say" \
	"make PIP_INDEX_URL=<the mirror's address> $(firstword $(MAKECMDGOALS))" >&2; exit 1; }

.venv/.packages: requirements.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.11 ...")'
	@echo "installing the pinned packages into .venv ..."
	@rm -rf .venv && "$(PYTHON)" -m venv .venv
	@$(INSTALL) -r requirements.lock || $(OFFLINE)
	@touch $@

.venv/.ready: .venv/.packages pyproject.toml
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@for link in .venv/lib/python3*/site-packages/*two_regions*.pth; do echo ../../../../src > "$$link"; done  # LC_ALL=C: no Chinese in it
	@touch $@

.venv/.test: .venv/.ready test.lock
	@echo "installing what the tests need ..."
	@$(INSTALL) -r test.lock || $(OFFLINE)
	@touch $@

.venv/.browser: .venv/.test browser.lock
	@$(if $(CHROMIUM),$(INSTALL) -r browser.lock || $(OFFLINE),echo "no Chromium here: the tests in a browser will be skipped")
	@$(if $(CHROMIUM),touch $@,true)

.PHONY: setup
setup: .venv/.ready ## install what the notebooks need into .venv

.PHONY: lab
lab: .venv/.ready ## open JupyterLab on the overview (this machine only, with a token); UI=zh for Chinese menus
	@mkdir -p "$$JUPYTER_CONFIG_DIR/labconfig"
	@printf '{"%s": {"locale": "%s"},\n "%s": {"fetchNews": "false", "checkForUpdates": false}}\n' \
		@jupyterlab/translation-extension:plugin $(if $(filter zh,$(UI)),zh_CN,default) \
		@jupyterlab/apputils-extension:notification > "$$JUPYTER_CONFIG_DIR/labconfig/default_setting_overrides.json"
	@$(PY) -m jupyterlab --ServerApp.ip=127.0.0.1 --LabApp.default_url=/lab/tree/notebooks/00-overview.ipynb $(OPTIONS)

.PHONY: figures
figures: .venv/.ready ## run the notebooks and export every figure: two languages, SVG, PDF and PNG
	@$(PY) -m helpers figures

.PHONY: notebooks
notebooks: .venv/.ready ## run the notebooks and keep their outputs in them, after a change
	@$(PY) -m helpers execute

.PHONY: check
check: .venv/.ready ## load all data and list every fault
	@$(PY) -m helpers check

.PHONY: deck document
deck: .venv/.ready ## write the figures as slides (PowerPoint), in both languages
document: .venv/.ready ## write the figures as a text document (Word), in both languages
deck document:
	@$(PY) -m helpers $@ --language en
	@$(PY) -m helpers $@ --language zh

.PHONY: page
page: .venv/.ready ## write the static page to site/
	@$(PY) -m helpers page

# Kernels of nbval are ordinary ones. Each check runs, whatever the others say.
NBVAL := --nbval --nbval-sanitize-with tests/sanitize.cfg --nbval-cell-timeout 120
.PHONY: test
test: .venv/.browser .venv/.test ## lint, types, tests, and every notebook again under strict nbval
	@failed=; \
	$(PY) -m ruff check src tests notebooks benchmarks || failed="$$failed lint"; \
	$(PY) -m mypy || failed="$$failed types"; \
	$(PY) -m pytest -q -p no:nbval -n $(WORKERS) --dist loadgroup tests || failed="$$failed tests"; \
	$(PY) -m pytest -q -p no:cacheprovider $(NBVAL) -n $(WORKERS) --dist loadfile notebooks || failed="$$failed notebooks"; \
	test -z "$$failed" || { echo "make test failed:$$failed"; exit 1; }

# pdoc is fetched when it is asked for, and kept apart from what the project runs with.
.PHONY: docs
docs: .venv/.ready ## write the reference of the packages to api/, from their docstrings
	@test -d .cache/pdoc || $(PY) -m pip install --quiet --target .cache/pdoc 'pdoc>=15' || $(OFFLINE)
	@PYTHONPATH=.cache/pdoc $(PY) -m pdoc --docformat numpy --no-show-source --output-directory api \
		chinese_quantities helpers helpers.explore curation
	@echo "wrote api/index.html"

.PHONY: bench
bench: .venv/.test ## measure what takes time against what it is made of
	@$(PY) benchmarks/bench.py

# Its tools are not locked: it asks what is known today.
.venv-thorough/.ready: .venv/.test
	@echo "installing what the long checks need into .venv-thorough ..."
	@rm -rf .venv-thorough && "$(PYTHON)" -m venv .venv-thorough
	@$(subst $(BIN),.venv-thorough/bin,$(INSTALL)) -r requirements.lock -r test.lock || $(OFFLINE)
	@.venv-thorough/bin/python -m pip install --quiet --no-build-isolation --editable '.[thorough]' || $(OFFLINE)
	@touch $@

.PHONY: thorough
thorough: .venv-thorough/.ready ## what is worth an hour once a month: slow tests, other versions, known flaws, mutants
	@failed=; \
	$(PY) -m pytest -q -p no:nbval -m thorough tests || failed="$$failed tests"; \
	for part in versions audit mutants; do .venv-thorough/bin/python tests/thorough.py $$part || failed="$$failed $$part"; done; \
	test -z "$$failed" || { echo "make thorough failed:$$failed"; exit 1; }; echo "make thorough: nothing failed"

COMPILE := .venv-thorough/bin/python -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --upgrade pyproject.toml
LEAVE_OUT = $$(cat $(1) | sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package \1/p')
.PHONY: lock
lock: .venv-thorough/.ready ## renew the pinned packages; `git diff` says what changed
	@$(COMPILE) --extra build --output-file requirements.lock
	@$(COMPILE) --extra test --constraint requirements.lock $(call LEAVE_OUT,requirements.lock) --output-file test.lock
	@$(COMPILE) --extra browser --constraint requirements.lock --constraint test.lock $(call LEAVE_OUT,requirements.lock test.lock) --output-file browser.lock
	@for lock in test browser; do sed '/^# The following packages were excluded/,$$d' $$lock.lock > "$(CACHE)/lock" && mv "$(CACHE)/lock" $$lock.lock; done

.PHONY: clean
clean: ## remove the environments, caches and what is exported besides the committed figures
	rm -rf .venv .venv-thorough .cache mutants site api figures/*.png figures/*.pdf figures/*.pptx figures/*.docx figures/.figures-*
