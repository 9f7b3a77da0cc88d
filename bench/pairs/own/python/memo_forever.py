"""Rendered pages: memoized without a limit, or lru_cache of 128."""
import functools, sys

def render(i):
    return "".join(f"<li>{i}-{k}</li>" for k in range(400))

def main(mode, n):
    cached = functools.lru_cache(maxsize=None if mode == "slow" else 128)(render)
    print(sum(len(cached(i)) for i in range(n)))

main(sys.argv[1], int(sys.argv[2]))
