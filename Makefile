# The two commands that do everything on a fresh Debian 12 machine with a Swift toolchain:
#   make demo   installs what is missing, builds, and opens the editor on the embedded sandbox
#   make test   installs what the tests need, and runs them all

SWIFT ?= swift
BUILD_PACKAGES = libncursesw5-dev libsqlite3-dev
TEST_PACKAGES = $(BUILD_PACKAGES) tmux curl procps
CONTRACT_PACKAGES = $(BUILD_PACKAGES) python3 python3-venv
SCREENSHOT_PACKAGES = $(BUILD_PACKAGES) tmux python3 python3-pyte python3-pil python3-fonttools \
	fonts-dejavu-core fonts-freefont-ttf fonts-wqy-zenhei fonts-symbola

.PHONY: demo build release test torture contract smoke lint format screenshots install clean

demo:
	@scripts/install-packages $(BUILD_PACKAGES)
	$(SWIFT) build -c release --product tagdesk
	$$($(SWIFT) build -c release --show-bin-path)/tagdesk --sandbox

build:
	@scripts/install-packages $(BUILD_PACKAGES)
	$(SWIFT) build --explicit-target-dependency-import-check error

release:
	@scripts/install-packages $(BUILD_PACKAGES)
	$(SWIFT) build -c release --product tagdesk

test:
	@scripts/install-packages $(TEST_PACKAGES)
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build --skip '^(EndToEnd|Integration)Tests'
	$(SWIFT) test --skip-build --no-parallel --filter '^(EndToEnd|Integration)Tests'

# Twenty worlds instead of three in which a fifth of all requests goes wrong: about seven minutes.
torture:
	@scripts/install-packages $(TEST_PACKAGES)
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	TORTURE=1 $(SWIFT) test --skip-build --filter 'every kind of trouble'

# The sandbox against the vendor's specification, by an independent checker from PyPI: about two minutes.
contract:
	@scripts/install-packages $(CONTRACT_PACKAGES)
	$(SWIFT) build --product tagdesk
	/usr/bin/python3 scripts/contract-test $$($(SWIFT) build --show-bin-path)/tagdesk

# The main job without a screen, in a release build.
smoke: release
	scripts/release-smoke $$($(SWIFT) build -c release --show-bin-path)/tagdesk

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks

screenshots:
	@scripts/install-packages $(SCREENSHOT_PACKAGES)
	$(SWIFT) build --product tagdesk
	/usr/bin/python3 scripts/screenshots.py $$($(SWIFT) build --show-bin-path)/tagdesk screenshots

install: release
	install -m 755 $$($(SWIFT) build -c release --show-bin-path)/tagdesk $(or $(PREFIX),/usr/local)/bin/tagdesk

clean:
	rm -rf .build
