"""A message formatted for a log that is switched off, for each of n items, or only where it is on."""
import sys

mode, n = sys.argv[1], int(sys.argv[2])
LEVEL = 30


def describe_state(state):
    return ", ".join("%s = %r" % item for item in sorted(state.items()))


def log_debug(message):
    if LEVEL <= 10:
        print(message, file=sys.stderr)


def handle_item(index, state):
    state["last"] = index
    if mode == "slow":
        log_debug(describe_state(state))
    elif LEVEL <= 10:
        log_debug(describe_state(state))
    return index % 7


state = {"key %d" % index: index for index in range(60)}
print(sum(handle_item(index, state) for index in range(n)))
