"""Words that were seen before, kept in a list or in a set."""
import sys

mode, n = sys.argv[1], int(sys.argv[2])


def count_distinct(words):
    seen = []
    for word in words:
        if word not in seen:
            seen.append(word)
    return len(seen)


def count_distinct_by_set(words):
    return len(set(words))


words = ["word %d" % (index * 7919 % (n - 1)) for index in range(n)]
print(count_distinct(words) if mode == "slow" else count_distinct_by_set(words))
