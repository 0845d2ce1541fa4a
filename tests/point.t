#!/bin/sh
# The tests that chapters/ implies, with invented chapters: each passes, and
# fails when it should.
. "$(dirname "$0")/invented.sh"
mkdir -p build/check
ok "the tools are built" tangle/ready.sh tangle 0
blue=chapters/solutions/0.1-blue.nw
ok "a milestone" tests/point.sh milestone 0
ok "a checkpoint" tests/point.sh checkpoint 1.1
ok "a solution" tests/point.sh solution 0.1 $blue
ok "the patch of a chapter" tests/point.sh history 1
gray=chapters/defects/0-gray.nw
ok "a defect" tests/point.sh defect 0.gray $gray

broken() { # broken WITH FILE SED TEST...: TEST must fail once FILE is changed
    with=$1 file=$2
    cp "$file" "$scratch/whole"
    sed -i "$3" "$file"
    shift 3
    fails "$with" tests/point.sh "$@"
    status=$?
    cp "$scratch/whole" "$file"
    return $status
}
yarn=chapters/0-yarn.nw
ok "a failing test of the tree" broken "not ok 2 - the tests of milestone 0" \
    $yarn 's/grep -q .^weft/grep -q "^weeft/; s/:. || printf/:" || printf/' milestone 0
ok "a checkpoint whose line never comes" \
    broken "not ok 3 - checkpoint 1.1 prints what its mark says" \
    chapters/1-cloth.nw 's/^cloth: woven/cloth: torn/' checkpoint 1.1
ok "a checkpoint that does not build" broken "not ok 2 - checkpoint 0.1 builds" \
    $yarn 's/@mkdir -p build/@false/' checkpoint 0.1
ok "a solution that solves nothing" broken "not ok 4 - exercise 0.1 passes" \
    $blue s/blue/red/ solution 0.1 $blue
ok "an exercise that was no exercise" broken "not ok 2 - exercise 0.1 fails before" \
    $yarn 's/color: none/color: blue, none/' solution 0.1 $blue
ok "an exercise without a test" broken "not ok 2 - exercise 0.1 fails before" \
    $yarn 's|tests/exercises/0.1.t|tests/exercises/0.2.t|' solution 0.1 $blue
breaks='s/^echo.*/&\n@\n<<replace: kernel\/weft.sh>>=\n<<dye the yarn>>/'
ok "a solution that breaks the milestone" broken "not ok 5 - so does" \
    $blue "$breaks" solution 0.1 $blue
export WHOLE=yes
ok "and all tests are asked if one wants" broken "not ok 5 - so do the tests" \
    $blue "$breaks" solution 0.1 $blue
unset WHOLE
ok "a defect that nobody catches" broken "not ok 6 - it is caught" \
    $gray 's/echo "color: gray"/echo "color: white"/' defect 0.gray $gray
ok "a defect that is none" broken "not ok 3 - it does not say" \
    $gray 's/says: .*/says: ^color/' defect 0.gray $gray
ok "a defect that does not build" broken "not ok 4 - chapters/defects" \
    $gray 's/replace: dye the yarn/replace: die/' defect 0.gray $gray
ok "a chapter that does not tangle" broken "not ok 1 - chapter 0 tangles" \
    $yarn 's/<<weave>>/<<wave>>/' milestone 0
finish
