# Warp and Weft: `make help' says what there is to do.  Everything here is
# derived from chapters/N-*.nw; a new chapter needs no change in this file.
# Variables on the command line (HARTS=, MEM= ...) reach the tangled trees.
MAKEFLAGS += --no-print-directory
.PHONY: help check soak bench captures figures html pdf book fresh clean
.SUFFIXES:
.DEFAULT_GOAL = help

# Works in a tree; builds there, one make at a time.
in = $(MAKE) -C build/lines/$1
built = @flock build/lines/$1 $(in) -s all $(IMAGE)
# A variable that the tree must know.
knows = $(if $(value $2),@grep -qs '^export $2' build/lines/$1/Makefile || { \
    echo "$1: it has no $2=; the end of chapter 5 and all later chapters have" >&2; exit 2; })
# The last chapter, by its number.
NEWEST = $(shell ls chapters | sort -n | sed -n '$$s/-.*//p')

## make chapter-N              boot milestone N in this terminal
##                             HARTS=4 MEM=256M MACHINE=sifive_u ICOUNT=1 ARGS='for the kernel'
##                             from chapter 5 on: RUN='commands; for init'
chapter-%:
	@tangle/tree.sh boot $*
	$(call knows,chapter-$*,RUN)
	$(call built,chapter-$*)
	@$(call in,chapter-$*) run
## make checkpoint-N.k         boot the kernel as far as checkpoint k of chapter N
checkpoint-%:
	@tangle/tree.sh boot $(if $(findstring .,$*),$*,$*.0)
	$(call knows,checkpoint-$*,RUN)
	$(call built,checkpoint-$*) CHECKPOINT=1
	@$(call in,checkpoint-$*) run CHECKPOINT=1
## make debug-N                the same as chapter-N with gdb, halted at the first instruction
debug-%:
	@tangle/tree.sh debug $*
	$(call knows,chapter-$*,RUN)
	$(call built,chapter-$*)
	@$(call in,chapter-$*) debug SRC='$(CURDIR)'
## make exercise-N.k           the test of exercise k of chapter N
exercise-%:
	@tangle/tree.sh check $(basename $*)
	$(call built,chapter-$(basename $*))
	@$(call in,chapter-$(basename $*)) $@

## make check                  every test of every milestone, the tools and the book
## make check-N                the tests of chapter N
## make check-oracle           where system calls of the newest milestone differ from Linux
## make soak                   the long runs
## make bench                  what the kernels' operations cost, as `name value'
check:
	@tests/check.sh
check-%:
	@tests/check.sh $*
check-oracle:
	@tangle/tree.sh check $(NEWEST)
	$(call built,chapter-$(NEWEST)) build/weft-tests
	@$(call in,chapter-$(NEWEST)) oracle
soak:
	@tests/soak.sh
bench:
	@book/capture.sh bench

## make diff-N                 chapter N as a patch
## make workspace-N DIR=...    a git repository with a commit and a tag for each milestone
diff-%:
	@tangle/workspace.sh diff $*
workspace-%:
	@tangle/workspace.sh make $*

## make html                   the book for a browser: build/book/html/index.html
## make pdf                    the book for paper: build/book/weft.pdf
## make book                   both
html pdf:
	@book/weave.sh $@
book: html pdf

## make captures               (authors) run again what the book prints, and keep it
## make figures               (authors) run again what figures are drawn from, and draw them
## make fresh SUITE=bookworm   (root) prove the commands in a new Debian system
captures:
	@book/capture.sh write
figures:
	@figures/draw/runs.sh
fresh:
	@tests/fresh.sh

## make clean                  remove build/
clean:
	rm -rf build
## make help                   this list
help:
	@sed -n 's/^## //p' Makefile
