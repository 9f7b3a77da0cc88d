"""n turns that begin every 4 ms, awaited by looking at the clock again and again, or by sleeping."""
import sys
import time

mode, n = sys.argv[1], int(sys.argv[2])


def poll_until(moment):
    while time.monotonic() < moment:
        pass


def sleep_until(moment):
    time.sleep(max(0, moment - time.monotonic()))


moment = time.monotonic()
for _ in range(n):
    moment += 0.004
    if mode == "slow":
        poll_until(moment)
    else:
        sleep_until(moment)
print(n)
