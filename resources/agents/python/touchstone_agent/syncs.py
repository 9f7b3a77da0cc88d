"""Records the stack and the duration of each call that waits until data is on the disk."""
import os
import sys
from time import monotonic_ns
from _thread import get_ident

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

    def _hook(self, name, original):
        recorder = self

        def hooked(*args, **kwargs):
            began = monotonic_ns()
            try:
                return original(*args, **kwargs)
            finally:
                recorder._record(name, sys._getframe(1), began, monotonic_ns())

        hooked.__name__ = hooked.__qualname__ = name
        hooked.__doc__ = original.__doc__
        return hooked

    def _record(self, name, frame, began, ended):
        from .cpu import describe_thread
        from .lifecycle import session_lock

        log = self._log
        with session_lock():
            ident = get_ident()
            tid, label = describe_thread(ident, ident == log.main_ident)
            thread = log.thread(ident, tid, label)
            stack = log.stack(frame, log.plain_frame(name, "os." + name, "", 0))
            log.samples += 1
            log.line("R\t%d\t%d\t%d\t1\t1\t%d" % (thread, stack, began - log.started, ended - began))

    def wait_seconds(self):
        return 0.25

    def tick(self, _own):
        self._log.flush()

    def finish(self):
        pass

    def abandon(self):
        for name, original in self._originals.items():
            setattr(os, name, original)
