"""A CSV of N rows: unbuffered file or a buffered one."""
import csv, io, os, sys, tempfile

class Unbuffered(io.TextIOWrapper):
    def write(self, text):
        done = super().write(text)
        self.flush()
        return done

def export(rows, path, slow):
    raw = open(path, "wb")
    out = Unbuffered(raw) if slow else io.TextIOWrapper(raw)
    writer = csv.writer(out)
    for row in rows:
        writer.writerow(row)
    out.close()

mode, n = sys.argv[1], int(sys.argv[2])
folder = os.environ.get("TOUCHSTONE_DATA") or tempfile.mkdtemp()
export(((i, i * i, f"name {i}") for i in range(n)), os.path.join(folder, "t.csv"), mode == "slow")
print(n)
