"""Allocation by call path, garbage included: exact totals, sampled stacks."""
import sys

from . import allocator_hook
from .code_names import CodeNames

# Small programs get fine samples, large ones about 2,048 in all, at 4 microseconds each.
SMALLEST, LARGEST = 8 << 10, 1 << 20
# An unusual number, so that it is found again in the interpreter's memory.
DEPTH = 251
SHARE = 1 << 11


class AllocationSampler:
    columns = (("allocated", "bytes"), ("objects", "count"))

    def __init__(self, interval):
        self._fixed = 1 << max(interval - 1, 1).bit_length() if interval else 0
        self._hook = None
        self._reason = allocator_hook.unavailable_reason()

    def facts(self):
        return [("hook", self._reason or "allocator hook, sampled stacks by tracemalloc")]

    def start(self, log):
        self._log = log
        self._names = CodeNames(log)
        self._threads = {}
        if self._reason is not None:
            log.line("H\tunavailable\t" + self._reason)
            return
        import _tracemalloc

        self._tracemalloc = _tracemalloc
        if _tracemalloc.is_tracing():
            self._reason = "the target itself started tracemalloc"
            log.line("H\tunavailable\t" + self._reason)
            return
        try:
            hook = allocator_hook.AllocatorHook()
        except (OSError, AttributeError) as error:
            self._reason = "executable memory was refused: %s" % error
            log.line("H\tunavailable\t" + self._reason)
            return
        hook.install(_tracemalloc, DEPTH)
        self._hook = hook
        hook.set_interval(self._fixed or SMALLEST)

    def wait_seconds(self):
        return 0.1

    def tick(self, _own):
        if self._hook is None:
            return
        self._hook.pause()
        try:
            self._collect()
        finally:
            self._hook.resume()
        self._log.flush()
        if not self._fixed:
            wanted = max(SMALLEST, min(LARGEST, self._hook.read(allocator_hook.BYTES) // SHARE))
            self._hook.set_interval(1 << (wanted.bit_length() - 1))

    def _collect(self):
        """Moves what tracemalloc was given since the last time into the log."""
        traces = self._tracemalloc._get_traces()
        self._tracemalloc.clear_traces()
        if not traces:
            return
        log = self._log
        self._names.learn([trace[2] for trace in traces])
        rows = {}
        lines = {}
        mask = (1 << allocator_hook.OBJECTS_SHIFT) - 1
        for trace in traces:
            domain, packed, traceback = trace[:3]
            size, objects = packed & mask, packed >> allocator_hook.OBJECTS_SHIFT
            key = (domain, traceback)
            known = rows.get(key)
            if known is None:
                rows[key] = [1, size, objects]
            else:
                known[0] += 1
                known[1] += size
                known[2] += objects
        at = log.now()
        for (domain, traceback), (count, size, objects) in rows.items():
            frames = self._names.frames(traceback)
            stack = log.stack_of_ids(frames)
            log.line("R\t%d\t%d\t%d\t%d\t%d\t%d" % (self._thread(domain), stack, at, count, size, objects))
            log.samples += count
            if frames:
                place = (frames[-1], traceback[0][1])
                lines[place] = lines.get(place, 0) + size
        for (frame, line), size in lines.items():
            log.line("L\t%d\t%d\t%d" % (frame, line, size))

    def _thread(self, domain):
        found = self._threads.get(domain)
        if found is None:
            from .cpu import describe_thread

            main = self._log.main_ident
            ident = next((known for known in sys._current_frames() if (known >> 6) & 0xFFFFFFFF == domain), None)
            tid, name = describe_thread(ident, ident == main) if ident is not None else (0, "ended thread")
            found = self._threads[domain] = self._log.thread(domain, tid, name)
        return found

    def finish(self):
        if self._hook is None:
            return
        self._hook.pause()
        self._hook.remove()
        self._collect()
        self._tracemalloc.stop()
        size, objects = self._hook.paused_totals()
        self._log.line("H\tallocated\t%d" % size)
        self._log.line("H\tobjects\t%d" % objects)

    def abandon(self):
        if self._hook is not None:
            self._hook.pause()
            self._hook.remove()
            self._tracemalloc.stop()
