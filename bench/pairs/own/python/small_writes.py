"""n rows of twenty fields written field by field, or through a buffer."""
import os
import sys
import tempfile

mode, n = sys.argv[1], int(sys.argv[2])
path = os.path.join(os.environ.get("TOUCHSTONE_DATA", tempfile.gettempdir()), "rows.csv")


def write_row(file, row):
    for column in range(20):
        file.write(b"%d," % (row * column))
    file.write(b"\n")


with open(path, "wb", buffering=0 if mode == "slow" else 65536) as file:
    for row in range(n):
        write_row(file, row)
print(os.path.getsize(path))
