"""A cache that hands out a deep copy of its document on each of n reads, or the document."""
import copy
import sys

mode, n = sys.argv[1], int(sys.argv[2])
DOCUMENT = [{"id": index, "tags": ["a", "b"], "at": {"x": index}} for index in range(60)]


def read_document():
    return copy.deepcopy(DOCUMENT) if mode == "slow" else DOCUMENT


print(sum(read_document()[index % 60]["at"]["x"] for index in range(n)))
