# Every habit of the project as a verb; `make help` lists them. CI calls the same verbs.

SWIFT ?= swift
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
UNITDIR ?= $(PREFIX)/lib/systemd/system
DESTDIR ?=

CHECKED = --explicit-target-dependency-import-check error
STATIC = .build-static
SWIFT_FILES = Package.swift Sources Tests

.DEFAULT_GOAL := help
.PHONY: help setup deps build test e2e lint fmt demo run bench semantics fuzz san dist install uninstall clean

help:  ## this list
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: deps  ## what building needs (apt packages), and the git hooks
	@if [ -d .git ] || [ -f .git ]; then git config core.hooksPath .githooks; fi

# Installs what is missing on Debian, and nothing where nothing is: `make demo` and `make test` begin here.
deps:
	@sh scripts/setup.sh

build: deps  ## the release build, with undeclared imports refused
	$(SWIFT) build -c release --product hotline $(CHECKED)

# Left alone, all tests begin at once: on a small machine each then waits for all others, and its time-outs do not.
TESTS_AT_ONCE ?= 8

test: deps  ## all tests
	@sh scripts/standardwebhooks.sh
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(TESTS_AT_ONCE) $(SWIFT) test --disable-xctest

e2e: deps  ## the tests that drive the built binary
	$(SWIFT) test --disable-xctest --filter EndToEndTests

lint:  ## format and style, strictly; scripts; the unit's exposure
	$(SWIFT) format lint --strict --recursive $(SWIFT_FILES)
	@for script in scripts/*.sh .ci/run .githooks/*; do sh -n $$script || exit 1; done
	@if command -v systemd-analyze >/dev/null; then sh scripts/check-unit.sh; fi

fmt:  ## format in place
	$(SWIFT) format --in-place --recursive $(SWIFT_FILES)

demo: deps  ## the whole way on a newsroom of its own: no network, half a minute
	$(SWIFT) build --product hotline
	"$$($(SWIFT) build --show-bin-path)/hotline" demo

run: build  ## hotline run on config/hotline.yaml, its state in .run/
	@mkdir -p .run && sed 's|^state:.*|state: state|; s|^seeds: ../seeds|seeds: $(CURDIR)/seeds|; s|^topic: topics/|topic: $(CURDIR)/config/topics/|' config/hotline.yaml > .run/hotline.yaml
	"$$($(SWIFT) build -c release --show-bin-path)/hotline" run --config .run/hotline.yaml

bench: build  ## throughput of the stages, in process
	sh scripts/bench.sh "$$($(SWIFT) build -c release --show-bin-path)/hotline"

semantics:  ## fetch the optional second opinion, and print its lines for the configuration
	@sh scripts/semantics.sh

FUZZ_SECONDS ?= 60
fuzz: deps  ## libFuzzer with AddressSanitizer over documents, dates, URLs, HTML, JSON: FUZZ_SECONDS (60) a target
	HOTLINE_FUZZ=1 $(SWIFT) build --scratch-path .build-fuzz --product Fuzz
	@for target in document html date url json; do \
		mkdir -p .build-fuzz/corpus/$$target; \
		SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=1 .build-fuzz/debug/Fuzz $$target -max_total_time=$(FUZZ_SECONDS) \
			-max_len=8000 -dict=Fuzz/feeds.dict .build-fuzz/corpus/$$target Fuzz/Corpus/$$target || exit 1; \
	done

san: deps  ## all tests under the address and the thread sanitizer
	$(SWIFT) test --disable-xctest --sanitize=address --scratch-path .build-asan
	$(SWIFT) test --disable-xctest --sanitize=thread --scratch-path .build-tsan

# One file without a path into the toolchain: the Swift runtime is linked in.
dist: deps  ## the binary as it is installed
	$(SWIFT) build -c release --product hotline --static-swift-stdlib --scratch-path $(STATIC) $(CHECKED)

install:  ## binary, configuration, topics, seeds, unit and manual (PREFIX, SYSCONFDIR, DESTDIR)
	@[ -x $(STATIC)/release/hotline ] || $(MAKE) dist
	@DESTDIR='$(DESTDIR)' BINDIR='$(BINDIR)' SYSCONFDIR='$(SYSCONFDIR)' MANDIR='$(MANDIR)' UNITDIR='$(UNITDIR)' \
		BINARY=$(STATIC)/release/hotline sh scripts/install.sh

uninstall:  ## binary, unit and manual; configuration and state stay
	rm -f '$(DESTDIR)$(BINDIR)/hotline' '$(DESTDIR)$(UNITDIR)/hotline.service' '$(DESTDIR)$(MANDIR)/man1/hotline.1'
	@echo 'left: $(SYSCONFDIR)/hotline and /var/lib/hotline'

clean:  ## what was built
	rm -rf .build .build-* .run
