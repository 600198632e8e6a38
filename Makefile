# make demo    build, read the example minutes, play the story, serve it on http://127.0.0.1:8080
# make test    install what the tests need (as root), run them all
# make check   test, linters, the race detector
# make help    the rest

SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

GO ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo udvikling)
WEB := internal/web/design
ASSETS := $(WEB)/dist/manifest.json
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
CORPUS ?= ../shared/corpus
say = @printf '\033[1m%s\033[0m\n' '$(1)'

.PHONY: help
help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: tools-build
tools-build:
	@command -v $(GO) >/dev/null || { echo 'Go is missing: see https://go.dev/doc/install' >&2; exit 1; }
	@command -v npm >/dev/null || { echo 'Node and npm are missing: apt-get install nodejs npm' >&2; exit 1; }

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	$(call say,Fetching the design system …)
	cd $(WEB) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(ASSETS): $(WEB)/node_modules/.package-lock.json $(shell find $(WEB) -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -print)
	$(call say,Bundling styles and scripts …)
	$(GO) generate ./$(WEB)
	@touch $@

.PHONY: modules
modules:
	@for try in 1 2 3; do $(GO) mod download && exit 0; sleep $$((try * 5)); done; exit 1

.PHONY: build
build: tools-build modules $(ASSETS) ## build bin/klynge
	$(call say,Building bin/klynge (the first build takes a few minutes) …)
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w -X klynge/internal/app.Version=$(VERSION)' -o bin/klynge ./cmd/klynge

.PHONY: demo
demo: build ## build, read the examples, play the story, serve the site
	@bin/klynge demo

.PHONY: needs
needs:
	@tools/need chromium=chromium pdftotext=poppler-utils /usr/lib/postgresql/*/bin/initdb=postgresql \
		/usr/share/tesseract-ocr/*/tessdata/dan.traineddata=tesseract-ocr,tesseract-ocr-dan

.PHONY: test
test: tools-build needs modules build test-browser-tools ## install what is missing, run every test
	$(call say,Running the tests …)
	$(GO) test ./...
	$(call say,Opening every kind of page in a browser …)
	$(GO) run ./internal/web/browsertest
	$(call say,Going through the demo as each of its people …)
	$(GO) run ./internal/web/browsertest -demo
	$(call say,Playing a year of one body with six people …)
	$(GO) run ./internal/web/story

STORY_PICTURES ?=
.PHONY: story
story: build needs test-browser-tools ## play a year of one body with six people in a browser
	$(call say,Playing a year of one body with six people …)
	$(GO) run ./internal/web/story -pictures "$(STORY_PICTURES)"

.PHONY: test-browser-tools
test-browser-tools: tools-build
	@cd internal/web/browsertest && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

.PHONY: lint
lint: modules $(ASSETS)
	$(call say,Linting …)
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

# The packages whose code runs in several goroutines at once.
RACE := ./internal/db ./internal/job ./internal/mail ./internal/subscription ./internal/search ./internal/access ./internal/vault ./internal/web ./internal/live

.PHONY: race
race: modules $(ASSETS) needs
	@tools/need gcc=gcc,libc6-dev
	$(call say,Running what shares memory under the race detector …)
	CGO_ENABLED=1 $(GO) test -race -short $(RACE)

.PHONY: check
check: lint test race corpus ## test, linters, race detector, corpus floor

.PHONY: corpus
corpus: build ## read the real documents beside the project and print the scores
	@if [ -d $(CORPUS) ]; then tools/corpus $(CORPUS); else echo 'No corpus at $(CORPUS): nothing to score.'; fi

.PHONY: bench
bench: build ## measure speed beside peers and limits
	@tools/bench

FUZZTIME ?= 60s
.PHONY: fuzz
fuzz: modules ## run every fuzz target for FUZZTIME (60s)
	@tools/fuzz $(FUZZTIME)

.PHONY: screenshots
screenshots: build needs test-browser-tools ## draw docs/screenshots anew
	$(GO) run ./internal/web/browsertest -pictures docs/screenshots
	$(GO) run ./internal/web/browsertest -demo -pictures docs/screenshots/demo

.PHONY: clean
clean: ## remove what was built
	rm -rf bin $(WEB)/dist/[!R]* data
