"""Starts Touchstone's agent in a Python process, then hands over to the user's own sitecustomize.

Found through PYTHONPATH, so it is read by every interpreter that the target starts, old ones included: it keeps to
syntax that Python 2.7 and 3.x share. Nothing that goes wrong in the agent may reach the target.
"""
import os
import sys


def _start():
    if sys.version_info < (3, 8):
        prefix = os.environ.get("TOUCHSTONE_PYTHON_PREFIX")
        if prefix:
            with open("%s-%d.python-too-old" % (prefix, os.getpid()), "w") as marker:
                marker.write("%d.%d.%d\n" % tuple(sys.version_info[:3]))
        return
    # The agent is small; compiled copies for every Python version do not belong into Touchstone's own folder.
    keep = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        import touchstone_agent

        touchstone_agent.start()
    finally:
        sys.dont_write_bytecode = keep


def _chain(own):
    """Runs the sitecustomize that this one hides; its errors are reported by site as they would have been."""
    module = sys.modules.pop("sitecustomize", None)
    try:
        __import__("sitecustomize")
    except ImportError as error:
        if getattr(error, "name", "sitecustomize") != "sitecustomize":
            raise
    finally:
        # The import machinery looks for the name after this module has run.
        sys.modules.setdefault("sitecustomize", module)


_own = os.path.dirname(os.path.abspath(__file__))
if "TOUCHSTONE_PYTHON_MODE" in os.environ:
    try:
        _start()
    except Exception:
        if "TOUCHSTONE_PYTHON_DEBUG" in os.environ:
            raise
# The target sees the search path that it would have had.
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != _own]
sys.path_importer_cache.pop(_own, None)
_chain(_own)
