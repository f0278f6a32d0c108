# Everything from a fresh clone: `make handouts`, `make test`. Needs git, make, Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
APT_PACKAGES := apertium apertium-eng-spa chromium gettext openssh-client poppler-utils

.PHONY: handouts labels test soak lint setup system verapdf bench bench-lock bench-terms bench-memory bench-update bench-checks bench-print gallery clean

handouts: setup  ## catalogs, machine drafts and DRAFT handouts of every article
	$(BIN)/polyclinic run

LABELS := pipeline/publish/labels
labels: setup  ## the pages' own strings: from the table in labels.py to handout.pot and the drafts; needs gettext
	$(BIN)/pybabel -q extract --no-default-keywords -k gettext_noop -c Translators: --strip-comments \
	  --no-location --no-wrap --project polyclinic --version handout \
	  --header-comment '# What the handout templates say by themselves; `make labels` writes this file.' \
	  -o $(LABELS)/new.pot $(LABELS).py
	sed '/^"\(POT-Creation-Date\|Generated-By\|Report-Msgid-Bugs-To\)/d' $(LABELS)/new.pot > $(LABELS)/handout.pot
	rm $(LABELS)/new.pot
	for po in $(LABELS)/*.po; do msgmerge -q --update --backup=none --no-wrap $$po $(LABELS)/handout.pot || exit 2; done

test: setup lint  ## every check; without Apertium or Chromium their tests are skipped, by name
	command -v apertium >/dev/null || export POLYCLINIC_WITHOUT_APERTIUM=1; \
	  command -v chromium >/dev/null || export POLYCLINIC_WITHOUT_CHROMIUM=1; $(BIN)/pytest

soak: setup  ## the laws again with many more examples, by the hour
	POLYCLINIC_SOAK=1 $(BIN)/pytest tests/test_lock_laws.py

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(READY) system

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "polyclinic needs Python 3.11 or newer; say make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh tools/system-packages python3-venv
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev,cjk,devanagari,khmer,thai]'
	touch $@

# Apertium (the offline engine for Spanish), gettext and pdftoppm are optional for handouts;
# ssh-keygen is for signed approvals, Chromium for the tests of web pages.
system:
	@sh tools/system-packages $(APT_PACKAGES)

verapdf: setup  ## the real PDF validator on what was built; needs Java 17
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[verapdf]'
	PYTHON=$(BIN)/python tools/verapdf $$(find build -name '*.pdf')

bench: setup  ## start-up and the run with nothing changed
	$(BIN)/python -m benchmarks.startup

bench-lock: setup  ## the lock on TICO-19: make bench-lock TICO=DIR [PAIR=en-es]
	$(BIN)/python -m benchmarks.lock $(TICO) --pair $(or $(PAIR),en-pt-BR)

bench-terms: setup  ## 100,000 terms over 1 MB of text
	$(BIN)/python -m benchmarks.terms

bench-memory: setup  ## a similar sentence among 100,000
	$(BIN)/python -m benchmarks.memory

bench-checks: setup  ## what the checks find, on TICO-19: make bench-checks TICO=DIR
	$(BIN)/python -m benchmarks.checks $(TICO) --half report --corpus tests/data/clinical

bench-print: setup  ## pages by the second, against raw Typst and WeasyPrint: make bench-print [WEASYPRINT=PYTHON]
	$(BIN)/python -m benchmarks.print_speed $(if $(WEASYPRINT),--weasyprint $(WEASYPRINT))

bench-update: setup  ## catalogs brought up to date, against po4a; needs po4a (apt)
	command -v po4a >/dev/null || { echo "bench-update needs po4a:  sudo apt-get install po4a"; exit 2; }
	$(BIN)/python -m benchmarks.update

gallery: handouts  ## the pictures of docs/gallery.md; needs Chromium, and fonts-noto-cjk for the shelf
	$(BIN)/python tools/gallery

clean:
	rm -rf $(VENV) build .polyclinic
