"""A price list read and parsed for each of n orders, or once."""
import json
import os
import sys
import tempfile

mode, n = sys.argv[1], int(sys.argv[2])
path = os.path.join(os.environ.get("TOUCHSTONE_DATA", tempfile.gettempdir()), "prices.json")
with open(path, "w") as file:
    json.dump({"item-%d" % index: index * 3 for index in range(800)}, file)
kept = None


def read_prices():
    with open(path) as file:
        return json.load(file)


def price_order(index):
    global kept
    if mode == "slow":
        return read_prices()["item-%d" % (index % 800)]
    if kept is None:
        kept = read_prices()
    return kept["item-%d" % (index % 800)]


print(sum(price_order(index) for index in range(n)))
