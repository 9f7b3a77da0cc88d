"""n jobs of 4 ms in a thread, looked at again and again until they are done, or waited for."""
import sys
import threading

mode, n = sys.argv[1], int(sys.argv[2])


def poll_until_done(event):
    while not event.is_set():
        pass


def run_job():
    event = threading.Event()
    timer = threading.Timer(0.004, event.set)
    timer.start()
    if mode == "slow":
        poll_until_done(event)
    else:
        event.wait()
    timer.join()


for _ in range(n):
    run_job()
print(n)
