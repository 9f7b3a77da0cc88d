"""A tree of n nodes walked by a list as a queue, taken from its front, or by a deque."""
import sys
from collections import deque

mode, n = sys.argv[1], int(sys.argv[2])


def neighbours(node):
    return [each for each in (2 * node + 1, 2 * node + 2) if each < n]


def walk_by_list():
    queue, seen = [0], 0
    while queue:
        node = queue.pop(0)
        seen += 1
        queue.extend(neighbours(node))
    return seen


def walk_by_deque():
    queue, seen = deque([0]), 0
    while queue:
        node = queue.popleft()
        seen += 1
        queue.extend(neighbours(node))
    return seen


print(walk_by_list() if mode == "slow" else walk_by_deque())
