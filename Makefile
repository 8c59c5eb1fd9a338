# The two commands: `make demo` and `make test`. Both install what is missing first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: demo test torture fuzz real-appliances build setup lint bench install install-files uninstall clean

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
UNITS = $(DESTDIR)$(PREFIX)/lib/systemd/system
BUMPWIRE = .build/release/bumpwire

demo: setup build ## the main job, end to end, on this host
	@examples/catagram/demo.sh "$(BUMPWIRE)"

test: setup lint ## every test, kernel tests included
	@echo "==> swift build (debug, with tests)"
	@swift build --build-tests
	@echo "==> swift test"
	@.ci/test

torture: setup ## failures at every operation and at random under load, long fuzzing; up to an hour
	@echo "==> swift build (debug, with tests)"
	@swift build --build-tests
	@echo "==> campaigns"
	@BUMPWIRE_TORTURE=1 BUMPWIRE_FUZZ_ROUNDS=50000 swift test --skip-build \
	  --filter 'ServedRollbackTests|InterruptionTests|ExitStatusTests|CrashTests|MemoryTests|UpdateTests|WalkedTopologyTests|IntermediateStateTests|ProvedStateTests|ConformanceTests|FailureCampaignTests|ScalingTests|DataPlaneTests.*Fuzz'

FUZZ = -c release -Xswiftc -enable-testing --scratch-path .build/fuzz

fuzz: setup ## random networks without end, or COUNT of them: the engine against the walker
	@echo "==> swift build (release, with tests)"
	@swift build $(FUZZ) --build-tests
	@for ((from = $${FROM:-1000000}, end = from + $${COUNT:-1000000000}; from < end; from += 4000)); do \
	  echo "==> seeds $$from to $$((from + 3999))"; \
	  BUMPWIRE_FUZZ_FROM=$$from BUMPWIRE_FUZZ_COUNT=4000 \
	    swift test $(FUZZ) --skip-build --filter 'ProofTests.*Fuzz' || exit 1; \
	done

real-appliances: setup ## gwlbtun from its source, and Suricata: the examples' tests with them
	@.ci/real-appliances

build: setup ## the release binary
	@echo "==> swift build (release)"
	@swift build -c release --static-swift-stdlib --product bumpwire

bench: build ## ratios, each measured in one run; as root
	@.ci/setup bench
	@echo "==> benchmarks"
	@python3 -B Tests/Benchmarks "$(BUMPWIRE)"

setup: ## Debian packages that are missing
	@.ci/setup

lint:
	@echo "==> swift format lint"
	@swift format lint --strict --recursive Package.swift Plugins Sources Tests

install: build ## the program, its manual, completions and systemd unit
	@$(MAKE) --no-print-directory install-files

install-files: ## the same, of a program that is built already
	install -D -s -m 755 "$(BUMPWIRE)" "$(DESTDIR)$(PREFIX)/bin/bumpwire"
	install -d "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" \
	  "$(SHARE)/fish/vendor_completions.d" "$(UNITS)"
	python3 -B packaging/manual.py "$(BUMPWIRE)" "$(SHARE)/man/man1"
	"$(BUMPWIRE)" completion bash >"$(SHARE)/bash-completion/completions/bumpwire"
	"$(BUMPWIRE)" completion zsh >"$(SHARE)/zsh/site-functions/_bumpwire"
	"$(BUMPWIRE)" completion fish >"$(SHARE)/fish/vendor_completions.d/bumpwire.fish"
	sed 's|@BINDIR@|$(PREFIX)/bin|' packaging/bumpwire@.service >"$(UNITS)/bumpwire@.service"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/bumpwire" "$(UNITS)/bumpwire@.service" \
	  "$(SHARE)/bash-completion/completions/bumpwire" "$(SHARE)/zsh/site-functions/_bumpwire" \
	  "$(SHARE)/fish/vendor_completions.d/bumpwire.fish" \
	  "$(SHARE)"/man/man1/bumpwire.1 "$(SHARE)"/man/man1/bumpwire-*.1

clean:
	rm -rf .build
