"""`python3 programs.py NAME N`: small programs of known complexity, each step of which is a call."""

import sys

sys.setrecursionlimit(100_000)


def make_numbers(n, seed=12345):
    numbers = []
    state = seed
    for _ in range(n):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        numbers += [state % 1000003]
    return numbers


def is_less(a, b):
    return a < b


def is_same(a, b):
    return a == b


def visit(value):
    return value


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = merge_sort(items[:middle]), merge_sort(items[middle:])
    merged, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if is_less(right[j], left[i]):
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]


def bubble_sort(items):
    for end in range(len(items) - 1, 0, -1):
        for i in range(end):
            if is_less(items[i + 1], items[i]):
                items[i], items[i + 1] = items[i + 1], items[i]
    return items


def binary_search(items, wanted):
    low, high = 0, len(items) - 1
    while low < high:
        middle = (low + high) // 2
        if is_less(items[middle], wanted):
            low = middle + 1
        else:
            high = middle
    return low


def binary_searches(n):
    items = list(range(n))
    return sum(binary_search(items, (i * 7919) % n) for i in range(500))


def dictionary(n):
    known = dict.fromkeys(range(n))
    return sum(visit(i % n) in known for i in range(2000))


def membership(n):
    kept = []
    for i in range(n):
        if not any(is_same(i, other) for other in kept):
            kept.append(i)
    return len(kept)


def closest_pair(n):
    numbers = make_numbers(n)
    return min(visit(abs(a - b)) for i, a in enumerate(numbers) for b in numbers[:i])


def triples(n):
    return sum(visit(i ^ j ^ k) for i in range(n) for j in range(n) for k in range(n))


def subsets(n, taken=0):
    return 1 if n == 0 else subsets(n - 1, taken) + subsets(n - 1, taken + 1)


def memoised(n, known):
    if n < 2:
        return n
    if n not in known:
        known[n] = (memoised(n - 1, known) + memoised(n - 2, known)) % 1000003
    return known[n]


def running_sum(n):
    total = 0
    for i in range(n):
        total += visit(i)
    return total


def heap_sort(n):
    heap = []
    for number in make_numbers(n):
        heap.append(number)
        at = len(heap) - 1
        while at > 0 and is_less(heap[at], heap[(at - 1) // 2]):
            heap[at], heap[(at - 1) // 2] = heap[(at - 1) // 2], heap[at]
            at = (at - 1) // 2
    while heap:
        last = heap.pop()
        if heap:
            heap[0] = last
        at = 0
        while 2 * at + 1 < len(heap):
            child = 2 * at + 1
            if child + 1 < len(heap) and is_less(heap[child + 1], heap[child]):
                child += 1
            if not is_less(heap[child], heap[at]):
                break
            heap[at], heap[child] = heap[child], heap[at]
            at = child


PROGRAMS = {
    "dictionary": dictionary,
    "binary-search": binary_searches,
    "running-sum": running_sum,
    "memoised-recursion": lambda n: memoised(n, {}),
    "merge-sort": lambda n: merge_sort(make_numbers(n)),
    "heap-sort": heap_sort,
    "bubble-sort": lambda n: bubble_sort(make_numbers(n)),
    "membership": membership,
    "closest-pair": closest_pair,
    "triples": triples,
    "subsets": subsets,
}

PROGRAMS[sys.argv[1]](int(sys.argv[2]))
print("done")
