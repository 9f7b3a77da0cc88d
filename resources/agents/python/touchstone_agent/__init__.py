"""Measures the process it is loaded into and appends what it sees to a log that survives the process.

Needs no package, Python 3.8 or later. The environment says what to do:

  TOUCHSTONE_PYTHON_MODE      cpu | calls | alloc | stacks
  TOUCHSTONE_PYTHON_PREFIX    absolute path that log names start with
  TOUCHSTONE_PYTHON_INTERVAL  microseconds between samples (cpu) or bytes between samples (alloc)

A process of its own writes a log of its own, forked children included. The format is described in log.py.
"""
import os
import sys


def start():
    """Starts the measurement that the environment asks for; does nothing without one."""
    mode = os.environ.get("TOUCHSTONE_PYTHON_MODE")
    prefix = os.environ.get("TOUCHSTONE_PYTHON_PREFIX")
    if not mode or not prefix:
        return
    interval = int(os.environ.get("TOUCHSTONE_PYTHON_INTERVAL") or 0)
    from . import lifecycle
    from .log import Log

    if mode == "cpu":
        from .cpu import CpuSampler as Agent
    elif mode == "calls":
        from .calls import CallCounter as Agent
    elif mode == "alloc":
        from .alloc import AllocationSampler as Agent
    elif mode == "stacks":
        from .syncs import SyncRecorder as Agent
    else:
        raise ValueError("unknown mode " + mode)
    lifecycle.run(Agent, Log, mode, prefix, interval)
