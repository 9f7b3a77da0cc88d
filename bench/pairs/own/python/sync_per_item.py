"""n records appended to a log, each of them synced, or all of them at the end."""
import os
import sys
import tempfile

mode, n = sys.argv[1], int(sys.argv[2])
path = os.path.join(os.environ.get("TOUCHSTONE_DATA", tempfile.gettempdir()), "records.log")


def append_record(log, index):
    log.write("record %d\n" % index)
    if mode == "slow":
        log.flush()
        os.fsync(log.fileno())


with open(path, "w") as log:
    for index in range(n):
        append_record(log, index)
    log.flush()
    os.fsync(log.fileno())
print(os.path.getsize(path))
