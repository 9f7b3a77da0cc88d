"""Answers kept for ever by a key that never comes again, or the last hundred of them."""
import sys

mode, n = sys.argv[1], int(sys.argv[2])
cache = {}


def answer_request(index):
    key = "user %d, request %d" % (index, index * 31)
    if key in cache:
        return cache[key]
    answer = [index + column + 0.5 for column in range(1000)]
    cache[key] = answer
    if mode == "fixed" and len(cache) > 100:
        del cache[next(iter(cache))]
    return answer


print(sum(answer_request(index)[index % 1000] for index in range(n)))
