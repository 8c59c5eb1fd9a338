# The two commands: `make demo` and `make test`. Both install what is missing first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: demo test torture build setup lint bench install clean

PREFIX ?= /usr/local
BUMPWIRE = .build/release/bumpwire

demo: setup build ## the main job, end to end, on this host
	@examples/catagram/demo.sh "$(BUMPWIRE)"

test: setup lint ## every test, kernel tests included
	@echo "==> swift build (debug, with tests)"
	@swift build --build-tests
	@echo "==> swift test"
	@.ci/test

torture: setup ## failures at every operation, where `make test` tries a few; some minutes
	@echo "==> swift build (debug, with tests)"
	@swift build --build-tests
	@echo "==> campaigns"
	@BUMPWIRE_TORTURE=1 swift test --skip-build --filter InterruptionTests

fuzz: setup ## random networks without end: the engine against the walker
	@swift build --build-tests
	@for ((from = $${FROM:-1000000}; ; from += 4000)); do \
	  echo "==> seeds from $$from"; \
	  BUMPWIRE_FUZZ_FROM=$$from BUMPWIRE_FUZZ_COUNT=4000 \
	    swift test --skip-build --filter ProofTests.*Fuzz || exit 1; \
	done

build: setup ## the release binary
	@echo "==> swift build (release)"
	@swift build -c release --static-swift-stdlib --product bumpwire

bench: build ## ratios, each measured in one run; as root
	@echo "==> benchmarks"
	@python3 -B Tests/Benchmarks "$(BUMPWIRE)"

setup: ## Debian packages that are missing
	@.ci/setup

lint:
	@echo "==> swift format lint"
	@swift format lint --strict --recursive Package.swift Plugins Sources Tests

install: build
	install -D -s -m 755 $(BUMPWIRE) $(DESTDIR)$(PREFIX)/bin/bumpwire

clean:
	rm -rf .build
