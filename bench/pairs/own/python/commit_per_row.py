"""N rows into sqlite: a commit for each, or one for all."""
import os, sqlite3, sys, tempfile

def store(conn, rows, mode):
    for row in rows:
        conn.execute("INSERT INTO events VALUES (?, ?)", row)
        if mode == "slow":
            conn.commit()
    conn.commit()

mode, n = sys.argv[1], int(sys.argv[2])
folder = os.environ.get("TOUCHSTONE_DATA") or tempfile.mkdtemp()
conn = sqlite3.connect(os.path.join(folder, "events.db"))
conn.execute("DROP TABLE IF EXISTS events")
conn.execute("CREATE TABLE events (id INTEGER, name TEXT)")
store(conn, [(i, f"event {i}") for i in range(n)], mode)
print(conn.execute("SELECT count(*) FROM events").fetchone()[0])
