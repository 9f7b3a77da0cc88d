"""N greetings; configparser reads the file for each, or once."""
import configparser, os, sys, tempfile
from functools import lru_cache

PATH = os.path.join(os.environ.get("TOUCHSTONE_DATA") or tempfile.mkdtemp(), "app.ini")

def read():
    parser = configparser.ConfigParser()
    parser.read(PATH)
    return parser

@lru_cache
def read_once():
    return read()

def greet(i, get):
    config = get()
    return len(config[f"lang{i % 20}"]["greeting"])

def main(mode, n):
    with open(PATH, "w") as out:
        for i in range(20):
            out.write(f"[lang{i}]\ngreeting = hello {'x' * i}\nother = 1\n\n")
    get = read if mode == "slow" else read_once
    print(sum(greet(i, get) for i in range(n)))

main(sys.argv[1], int(sys.argv[2]))
