# What is built, where it goes, and with what.
#
#   BUILD=release|debug|sanitize|coverage   build/build-*.mk
#   HS=no                                   without Vectorscan
#   O=folder                                outputs elsewhere than build/
#
# Objects of a profile live in $(O)/<profile>/.  The default profile's outputs
# lie in $(O)/ itself, any other's beside its objects, so that profiles can be
# built side by side and compared.

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
SHELL := /bin/sh

BUILD   ?= release
HS      ?= yes

ifeq ($(filter $(BUILD),release debug sanitize coverage),)
$(error BUILD is "$(BUILD)"; it may be release, debug, sanitize or coverage)
endif

ROOT    := $(patsubst %/,%,$(dir $(abspath $(firstword $(MAKEFILE_LIST)))))
O       ?= $(ROOT)/build
OUT     := $(abspath $(O))

PROFILE := $(BUILD)$(if $(filter no,$(HS)),-nohs)
OBJ     := $(OUT)/$(PROFILE)
FINAL   := $(if $(filter release,$(PROFILE)),$(OUT),$(OBJ))

LIBCOC  := $(FINAL)/libcoc.a
COCCTL  := $(FINAL)/cocctl
MODULE  := $(FINAL)/ngx_http_coc_module.so

ifeq ($(origin CC),default)
CC      := gcc
endif
ifeq ($(origin AR),default)
AR      := ar
endif
PKG_CONFIG ?= pkg-config
PERL    ?= perl

# One path per line; src/SOURCES is also what the nginx build reads.

SOURCES := $(shell sed 's/\#.*//' src/SOURCES)
HEADERS := $(filter %.h,$(SOURCES))
ENGINE  := $(filter-out src/nginx/%,$(filter %.c,$(SOURCES)))
FOLDERS := base media text decode rules match detect verdict engine store
INCS    := $(foreach f,$(FOLDERS),-Isrc/$(f))

# Warnings: nginx's own set and these.  -Werror is the default and may be put
# off with WERROR= where a newer compiler warns of more.

WERROR  ?= -Werror
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wconversion \
           -Wpointer-arith $(WERROR)

# PCRE2's headers want the width before they are included.

DEFS    := -D_GNU_SOURCE -DPCRE2_CODE_UNIT_WIDTH=8

# Asked of pkg-config once, and only when something is compiled: `make deps`
# and `make help` work on a bare machine.

pkgs     = yajl yaml-0.1 libpcre2-8 zlib expat libcrypto libssl libsodium
HAVE_HS  = $(eval HAVE_HS := $(if $(filter no,$(HS)),0,$(shell \
           $(PKG_CONFIG) --exists libhs && echo 1 || echo 0)))$(HAVE_HS)

LIB_INCS = $(eval LIB_INCS := $(shell $(PKG_CONFIG) --cflags $(pkgs) \
           $(if $(filter 1,$(HAVE_HS)),libhs)))$(LIB_INCS)
LIBS     = $(eval LIBS := $(shell $(PKG_CONFIG) --libs $(pkgs) \
           $(if $(filter 1,$(HAVE_HS)),libhs)) -l:libhiredis.a -lm)$(LIBS)
