"""`python3 waits.py N`: N requests answered after half a millisecond each, two threads at a time, and a sum over the answers."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor


def request(i):
    time.sleep(0.0005)
    return sum(k * i for k in range(200))


with ThreadPoolExecutor(max_workers=2) as pool:
    print(sum(pool.map(request, range(int(sys.argv[1])))))
