"""A rule compiled for each of n rows, or once."""
import sys

mode, n = sys.argv[1], int(sys.argv[2])
RULE = " and ".join("row['f%d'] >= %d" % (index, -index) for index in range(12))
kept = None


def compile_rule(text):
    return compile(text, "rule", "eval")


def match_row(row):
    global kept
    if mode == "slow":
        return eval(compile_rule(RULE), {"row": row})
    if kept is None:
        kept = compile_rule(RULE)
    return eval(kept, {"row": row})


found = 0
for number in range(n):
    row = {"f%d" % index: number + index for index in range(12)}
    if match_row(row):
        found += 1
print(found)
