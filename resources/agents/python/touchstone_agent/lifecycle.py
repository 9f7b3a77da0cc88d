"""Keeps the measurement alive over forks, and its data over every kind of end.

Ends: return and exceptions (atexit, registered first, so it runs last), os._exit (which multiprocessing uses), exec, and
SIGTERM in the first process where the target leaves it to the system. SIGKILL and crashes lose only what came after the last flush.
"""
# The module `signal` is written in Python and costs an import of `enum`; its C part is always there.
import _signal
import _thread
import atexit
import os
import sys
import time

_exit, _execv, _execve, _getpid = os._exit, os.execv, os.execve, os.getpid
_stat, _sleep = os.stat, time.sleep
_session = None


class Session:
    """One process's measurement: an agent, its log and the thread that drives them."""

    def __init__(self, agent_type, log_type, mode, prefix, interval):
        self._make = (agent_type, log_type, mode, prefix, interval)
        self._open()

    def _open(self):
        agent_type, log_type, mode, prefix, interval = self._make
        self.lock = _thread.allocate_lock()
        self.ended = False
        self.had_sigterm = False
        self._thread_done = None
        self._tid = 0
        self.agent = agent_type(interval)
        self.log = log_type(mode, prefix, self.agent.columns, self.agent.facts())
        self.log.flush()
        try:
            self.agent.start(self.log)
        except Exception as error:
            self.log.line("H\tunavailable\t" + repr(error))
            self.log.flush()
            self.ended = True
        self.start_thread()

    def start_thread(self):
        if self._thread_done is not None or self.ended:
            return
        self._stop = False
        self._wake = _thread.allocate_lock()
        self._wake.acquire()
        self._thread_done = _thread.allocate_lock()
        self._thread_done.acquire()
        try:
            # Unknown to `threading`: it neither shows in the target's lists nor keeps the process alive.
            _thread.start_new_thread(self._loop, (self._wake, self._thread_done))
        except RuntimeError:
            self._thread_done = None

    def stop_thread(self):
        done = self._thread_done
        if done is None:
            return
        self._stop = True
        self._wake.release()
        done.acquire(True, 1.0)
        self._thread_done = None
        _wait_until_gone(self._tid)

    def _loop(self, wake, done):
        agent = self.agent
        own = _thread.get_ident()
        self._tid = _thread.get_native_id()
        try:
            wait = agent.wait_seconds()
            while True:
                wake.acquire(True, wait)
                if self._stop:
                    return
                with self.lock:
                    agent.tick(own)
                wait = agent.wait_seconds()
        except Exception as error:
            self.log.note("The agent stopped: %r" % (error,))
        finally:
            done.release()

    def finish(self, reason):
        if self.ended or self.log.pid != _getpid():
            return
        self.ended = True
        # Not for ever: a signal handler may have interrupted a thread of the target that holds nothing of ours.
        held = self.lock.acquire(True, 0.5)
        self._stop = True
        try:
            self.agent.finish()
            self.log.end(reason)
        finally:
            if held:
                self.lock.release()

    def reopen(self):
        """In a forked child: counts start anew, in a log of its own."""
        self.agent.abandon()
        self._open()


def _wait_until_gone(tid):
    """The kernel counts a thread a moment longer than Python does, and the warning about forks asks the kernel."""
    if sys.version_info < (3, 12):
        return
    # At most half a second: it is gone at once, but on a busy machine it first needs a processor.
    for _ in range(1000):
        try:
            _stat("/proc/self/task/%d" % tid)
        except OSError:
            return
        _sleep(0.0005)


def run(agent_type, log_type, mode, prefix, interval):
    """Starts the session of this process."""
    global _session
    _watch_sigterm()
    _session = Session(agent_type, log_type, mode, prefix, interval)
    atexit.register(_finish, "exit")
    os._exit = _wrap(_exit, "_exit")
    os.execv = _wrap(_execv, "exec")
    os.execve = _wrap(_execve, "exec")
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_in_child)


def session_lock():
    """The lock of this process's log, for agents that write outside of the thread that drives them."""
    return _session.lock


def _finish(reason):
    try:
        _session.finish(reason)
    except Exception:
        pass


def _wrap(original, reason):
    def wrapper(*args, **kwargs):
        _finish(reason)
        return original(*args, **kwargs)

    wrapper.__name__ = wrapper.__qualname__ = original.__name__
    wrapper.__doc__ = original.__doc__
    return wrapper


def _before_fork():
    # One thread more makes Python 3.12 and later warn about the fork, and a fork amid a flush would copy its lock.
    try:
        _session.had_sigterm = _leave_sigterm()
        _session.stop_thread()
    except Exception:
        pass


def _after_fork():
    if _session.had_sigterm:
        _signal.signal(_signal.SIGTERM, _on_sigterm)
    if sys.version_info < (3, 12) or sys.getprofile() is not None:
        _restart()
        return
    # The warning counts threads after this hook has run (3.13), so the thread starts at the next call or return.
    seen = []

    def later(_frame, _event, _argument):
        if seen:
            sys.setprofile(None)
            _restart()
        seen.append(1)

    sys.setprofile(later)


def _restart():
    try:
        _session.start_thread()
    except Exception:
        pass


def _in_child():
    try:
        _leave_sigterm()
        _session.reopen()
    except Exception:
        pass


def _on_sigterm(number, _frame):
    _finish("SIGTERM")
    _leave_sigterm()
    os.kill(_getpid(), number)


def _watch_sigterm():
    """Collects before SIGTERM ends the process, where the target leaves it to the system.

    Only in the process that Touchstone starts and would kill in the end: a handler in Python runs late or, when the signal
    comes just before a wait in C, never. A parent that ends a child of its own so must not wait for ever.
    """
    if "TOUCHSTONE_PYTHON_CHILD" in os.environ:
        return
    os.environ["TOUCHSTONE_PYTHON_CHILD"] = "1"
    try:
        if _signal.getsignal(_signal.SIGTERM) == _signal.SIG_DFL:
            _signal.signal(_signal.SIGTERM, _on_sigterm)
    except (ValueError, OSError):
        pass


def _leave_sigterm():
    """Gives SIGTERM back to the system; true where it was ours to give."""
    try:
        if _signal.getsignal(_signal.SIGTERM) is _on_sigterm:
            _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)
            return True
    except ValueError:
        # Not the main thread.
        pass
    return False
