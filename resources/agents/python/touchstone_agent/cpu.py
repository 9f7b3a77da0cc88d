"""Samples the stacks of all threads, and weighs each sample by the time that really passed.

The sampling thread cannot run while another holds the interpreter lock, so samples come late, by up to the switch
interval or the length of a call into C. Each therefore carries the wall time and the thread's own CPU time since the one
before, not a fixed period: a call into C of 100 ms yields one sample that weighs 100 ms.
"""
import os
import sys
import time
from time import monotonic_ns

_frames = sys._current_frames
DEFAULT_INTERVAL_US = 1000
# Share of one core that sampling may take before it slows down by itself.
BUDGET = 0.05
# A single-threaded target shares the switch interval with nobody but the sampling thread. The longer that waits for the
# lock, the more often it gets it where the target blocks, and finds blocking calls instead of work.
SWITCH_SECONDS = 0.0001
FLUSH_NS = 250_000_000
_CAN_READ_CLOCKS = sys.platform == "linux" and hasattr(time, "clock_gettime_ns")


class _Seen:
    """What is known of one thread: its clock and the run of equal samples that is not written yet."""

    __slots__ = ("thread", "clock", "cpu", "at", "stack", "last", "run_at", "run_count", "run_cpu", "run_wall")


class CpuSampler:
    columns = (("cpu", "ns"), ("wall", "ns"))

    def __init__(self, interval):
        self._interval = (interval or DEFAULT_INTERVAL_US) / 1e6
        self._wait = self._interval
        self._user_switch = sys.getswitchinterval()
        self._set_switch = None

    def facts(self):
        return [
            ("interval", round(self._interval * 1e6)),
            ("clock", "thread" if _CAN_READ_CLOCKS else "process"),
        ]

    def start(self, log):
        self._log = log
        self._seen = {}
        self._lines = {}
        self._own_cpu = 0
        self._last = monotonic_ns()
        self._next_flush = self._last + FLUSH_NS
        self._process_cpu = self._process_cpu_start = time.process_time_ns()
        self._thread_cpu = 0
        self._ticks = 0
        if _CAN_READ_CLOCKS:
            self._meet(self._log.main_ident, 1, time.thread_time_ns())
        else:
            self._meet(self._log.main_ident, 1, 0)

    def wait_seconds(self):
        return self._wait

    def tick(self, own):
        log = self._log
        if log.full:
            self._wait = 1.0
            return
        began = monotonic_ns()
        process_share = self._share_of_process() if not _CAN_READ_CLOCKS else 0
        frames = _frames()
        frames.pop(own, None)
        alive = len(frames)
        seen = self._seen
        for ident in frames:
            known = seen.get(ident)
            if known is None:
                known = self._meet(ident, alive, 0)
                known.at = self._last
            try:
                cpu = time.clock_gettime_ns(known.clock) if known.clock is not None else known.cpu + process_share // alive
            except OSError:
                cpu = known.cpu
            spent = cpu - known.cpu
            wall = began - known.at
            known.cpu = cpu
            known.at = began
            # A thread that used no CPU is where it was: nothing to walk.
            if spent > 0 or known.stack is None or known.clock is None:
                frame = frames[ident]
                stack = log.stack(frame)
                if spent > 0:
                    key = (log.frame(frame.f_code), frame.f_lineno or 0)
                    self._lines[key] = self._lines.get(key, 0) + spent
                    before = known.last
                    known.last = (known.stack, spent, key, before[2] if before else None)
                frame = None
                self._thread_cpu += spent
            else:
                stack = known.stack
                if known.last is not None:
                    self._give_back(known)
            if stack != known.stack:
                self._write(known)
                known.stack = stack
                known.run_at = began - log.started - wall
            known.run_count += 1
            known.run_cpu += spent
            known.run_wall += wall
        log.samples += alive
        self._ticks += 1
        # Locals of finished functions must not live on in here.
        frames.clear()
        if len(seen) > alive:
            for ident in [ident for ident, known in seen.items() if known.at != began]:
                self._write(seen.pop(ident))
        self._last = began
        self._own_cpu = time.thread_time_ns()
        self._adapt(alive)
        spent = monotonic_ns() - began
        self._wait = max(self._interval, spent / BUDGET / 1e9)
        if began >= self._next_flush:
            self._next_flush = began + FLUSH_NS
            self._flush()
            log.flush()

    def _give_back(self, known):
        """A thread that has used nothing since the last sample was blocked then: what it had used was its work before."""
        stack, spent, key, key_before = known.last
        known.last = None
        if stack is None or stack == known.stack or key_before is None or known.run_cpu < spent:
            return
        known.run_cpu -= spent
        self._log.line("R\t%d\t%d\t%d\t0\t%d\t0" % (known.thread, stack, max(0, known.run_at), spent))
        self._lines[key] = self._lines.get(key, 0) - spent
        self._lines[key_before] = self._lines.get(key_before, 0) + spent

    def _share_of_process(self):
        now = time.process_time_ns()
        own = time.thread_time_ns()
        share = max(0, now - self._process_cpu - (own - self._own_cpu))
        self._process_cpu = now
        return share

    def _adapt(self, alive):
        """Asks for the lock sooner while no thread of the target's shares it; leaves alone what the target has set."""
        current = sys.getswitchinterval()
        if current != self._set_switch:
            if self._set_switch is not None and current != self._user_switch:
                self._user_switch = current
            self._set_switch = None
        if alive == 1 and self._set_switch is None and self._user_switch > SWITCH_SECONDS:
            sys.setswitchinterval(SWITCH_SECONDS)
            self._set_switch = sys.getswitchinterval()
        elif alive > 1 and self._set_switch is not None:
            sys.setswitchinterval(self._user_switch)
            self._set_switch = None

    def _meet(self, ident, alive, cpu):
        known = _Seen()
        tid, name = describe_thread(ident, ident == self._log.main_ident)
        known.thread = self._log.thread(ident, tid, name)
        # The kernel's number of a thread's CPU clock; asking by number cannot touch a thread that has ended.
        known.clock = (~tid << 3) | 6 if _CAN_READ_CLOCKS and tid > 0 else None
        known.cpu = cpu
        known.at = self._last
        known.stack = None
        known.last = None
        known.run_at = known.run_count = known.run_cpu = known.run_wall = 0
        self._seen[ident] = known
        return known

    def _write(self, known):
        if known.run_count:
            self._log.line(
                "R\t%d\t%d\t%d\t%d\t%d\t%d"
                % (known.thread, known.stack, known.run_at, known.run_count, known.run_cpu, known.run_wall)
            )
            known.run_at += known.run_wall
            known.run_count = known.run_cpu = known.run_wall = 0

    def _flush(self):
        for known in self._seen.values():
            self._write(known)
        lines, self._lines = self._lines, {}
        for (frame, line), value in lines.items():
            self._log.line("L\t%d\t%d\t%d" % (frame, line, value))

    def finish(self):
        self._flush()
        unseen = time.process_time_ns() - self._process_cpu_start - self._thread_cpu - self._own_cpu
        self._log.line("H\tunseen\t%d" % max(0, unseen))
        self._log.line("H\tticks\t%d" % self._ticks)

    def abandon(self):
        if self._set_switch is not None:
            sys.setswitchinterval(self._user_switch)


def describe_thread(ident, main):
    """Kernel's number and name of a thread; 0 where the number is not known."""
    if main:
        return (os.getpid() if sys.platform == "linux" else 0), "main"
    threading = sys.modules.get("threading")
    thread = getattr(threading, "_active", {}).get(ident) if threading else None
    if thread is not None and getattr(thread, "native_id", None):
        return thread.native_id, thread.name
    try:
        # The kernel's number is in the clock's.
        tid = ~(time.pthread_getcpuclockid(ident) >> 3)
    except (AttributeError, OSError):
        return 0, "thread"
    return tid, "thread %d" % tid
