cat part-fp-head.nw part-fp.nw part-fp-tests.nw > chapters/4-scheduling.nw
tangle/tree.sh check 4
