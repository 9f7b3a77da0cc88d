"""700 patterns matched in turn: more than the cache of re holds, so that each match compiles again, or compiled before."""
import re
import sys

mode, n = sys.argv[1], int(sys.argv[2])
PATTERNS = [r"^(user|item)-%d-[a-z]{2,%d}\d+$" % (index, 3 + index % 9) for index in range(700)]
compiled = [re.compile(each) for each in PATTERNS] if mode == "fixed" else []


def matches_text(index, text):
    return re.match(PATTERNS[index], text) is not None


def matches_compiled(index, text):
    return compiled[index].match(text) is not None


matches = matches_text if mode == "slow" else matches_compiled
print(sum(matches(row % 700, "user-%d-abc%d" % (row % 700, row)) for row in range(n)))
