"""Counts calls exactly with the interpreter's own C profiler (`_lsprof`, which cProfile wraps).

Up to Python 3.11 a profiler sees one thread, so each thread gets one of its own; since 3.12 one sees all threads. Built-in
functions are counted too. A call is counted when it returns, those still running at the end included where the
interpreter is asked in their thread.
"""
import _lsprof
import os
import sys
from time import monotonic

ALL_THREADS = sys.version_info >= (3, 12)
# Share of one core that writing intermediate counts may take.
BUDGET = 0.02
FIRST_SNAPSHOT_SECONDS = 0.25
# What the thread that takes snapshots calls between two of them.
WAITING = ("<method 'acquire' of '_thread.lock' objects>", "<method 'getstats' of '_lsprof.Profiler' objects>")
HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep


class CallCounter:
    columns = ()

    def __init__(self, _interval):
        self._wait = FIRST_SNAPSHOT_SECONDS

    def facts(self):
        return [("profiler", "_lsprof, " + ("one for all threads" if ALL_THREADS else "one for each thread"))]

    def start(self, log):
        self._log = log
        self._written = {}
        self._missed = {}
        self._own = {}
        self._profilers = []
        if not ALL_THREADS:
            import threading

            threading.setprofile(self._on_thread)
        self._profile_here()

    def _profile_here(self):
        profiler = _lsprof.Profiler(subcalls=False, builtins=True)
        self._profilers.append(profiler)
        profiler.enable()
        return profiler

    def _on_thread(self, frame, event, _argument):
        """The first event of a new thread: from here on its own profiler counts."""
        profiler = self._profile_here()
        if event == "call":
            # The call that brought us here is in progress: this profiler will not see it return.
            code = frame.f_code
            self._missed[code] = self._missed.get(code, 0) + 1
        return profiler

    def wait_seconds(self):
        return self._wait

    def tick(self, _own):
        began = monotonic()
        before = self._builtins() if ALL_THREADS else None
        self._write()
        self._log.flush()
        self._wait = max(FIRST_SNAPSHOT_SECONDS, (monotonic() - began) / BUDGET)
        if before is not None:
            # The one profiler has counted this thread's calls of built-ins as well.
            for name, calls in self._builtins().items():
                own = calls - before.get(name, 0)
                if own:
                    self._own[name] = self._own.get(name, 0) + own
            for name in WAITING:
                self._own[name] = self._own.get(name, 0) + 1

    def _builtins(self):
        found = {}
        for profiler in self._profilers:
            for entry in profiler.getstats():
                if entry.code.__class__ is str:
                    found[entry.code] = entry.callcount
        return found

    def finish(self):
        for profiler in self._profilers:
            profiler.disable()
        self._write()

    def abandon(self):
        for profiler in self._profilers:
            profiler.disable()

    def _write(self):
        totals = {}
        for profiler in self._profilers:
            for entry in profiler.getstats():
                code = entry.code
                calls = entry.callcount
                if isinstance(code, str):
                    calls -= self._own.get(code, 0)
                    frame = self._log.plain_frame(code, _short(code), "", 0)
                elif code.co_filename.startswith(HERE):
                    continue
                else:
                    frame = self._log.frame(code)
                if calls > 0:
                    totals[frame] = totals.get(frame, 0) + calls
        for code, calls in self._missed.items():
            frame = self._log.frame(code)
            totals[frame] = totals.get(frame, 0) + calls
        for frame, calls in totals.items():
            if self._written.get(frame) != calls:
                self._written[frame] = calls
                self._log.line("C\t%d\t%d" % (frame, calls))


def _short(name):
    """`builtins.len` from `<built-in method builtins.len>`; the rest as the interpreter writes it."""
    if name.startswith("<built-in method ") and name.endswith(">"):
        return name[17:-1]
    if name.startswith("<method ") and name.endswith(">"):
        return ".".join(reversed(name[9:-10].split("' of '")))
    # Types are told apart by address, which differs from run to run.
    return name.split(" at 0x")[0].lstrip("<")
