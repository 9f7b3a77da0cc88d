"""Records the stack and the duration of each call that waits until data is on the disk."""
import os
import sys
from time import monotonic_ns
from _thread import get_ident

from .cpu import describe_thread
from .lifecycle import session_lock

NAMES = ("fsync", "fdatasync", "sync", "syncfs")


class SyncRecorder:
    columns = (("syncs", "count"), ("sync-time", "ns"))

    def __init__(self, _interval):
        self._originals = {}

    def facts(self):
        return [("hooked", " ".join("os." + name for name in NAMES if hasattr(os, name)))]

    def start(self, log):
        self._log = log
        for name in NAMES:
            original = getattr(os, name, None)
            if original is not None:
                self._originals[name] = original
                setattr(os, name, self._hook(name, original))
        try:
            from .library_syncs import LibrarySyncs

            self._libraries = LibrarySyncs(self._record, monotonic_ns)
            self._libraries.start()
        except Exception as error:
            # No ctypes, or a system that refuses: the functions of `os` are still seen.
            self._libraries = None
            log.note("Syncs of SQLite are not seen: %s" % error)

    def _hook(self, name, original):
        recorder = self

        def hooked(*args, **kwargs):
            began = monotonic_ns()
            try:
                return original(*args, **kwargs)
            finally:
                recorder._record("os." + name, sys._getframe(1), began, monotonic_ns())

        hooked.__name__ = hooked.__qualname__ = name
        hooked.__doc__ = original.__doc__
        return hooked

    def _record(self, name, frame, began, ended):
        log = self._log
        if log.ended:
            return
        with session_lock():
            ident = get_ident()
            tid, label = describe_thread(ident, ident == log.main_ident)
            thread = log.thread(ident, tid, label)
            stack = log.stack(frame, log.plain_frame(name, name, "", 0))
            log.samples += 1
            log.line("R\t%d\t%d\t%d\t1\t1\t%d" % (thread, stack, began - log.started, ended - began))

    def wait_seconds(self):
        return 0.25

    def tick(self, _own):
        self._log.flush()

    def finish(self):
        if self._libraries is not None:
            self._libraries.stop()

    def abandon(self):
        self.finish()
        for name, original in self._originals.items():
            setattr(os, name, original)
