"""N calls of 5 ms: in turn, or by a pool of threads."""
import sys, time
from concurrent.futures import ThreadPoolExecutor

def download(i):
    time.sleep(0.005)
    return i

mode, n = sys.argv[1], int(sys.argv[2])
if mode == "slow":
    results = [download(i) for i in range(n)]
else:
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(download, range(n)))
print(sum(results))
