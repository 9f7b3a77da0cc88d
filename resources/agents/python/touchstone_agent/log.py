"""The log of one process: tab-separated lines, appended in batches, so that a killed process keeps all but the last.

  touchstone-python 1 MODE
  H key value                     facts about the process
  V name unit                     a value column; unit ns, bytes or count
  F name file line                a function; its id is its place among the F lines, from 0
  S parent frame                  a stack: the caller's stack (-1 for none) and a function; ids as above
  T tid name                      a thread; ids as above
  R thread stack time count v…    `count` samples in a row of one stack, from `time` (ns since the start)
  L frame line value              cost by line, in the unit of the first column; adds to earlier ones
  C frame calls                   exact calls so far; a later C of the same function replaces it
  N text                          a remark
  E reason duration samples       the end, reached in order; absent when the process was killed

Texts escape backslash, tab, newline and carriage return. The file is opened for each batch: a target may close all
descriptors that it does not know, and open others under their numbers.
"""
import os
import sys
from _thread import get_ident
from os import O_APPEND, O_CREAT, O_EXCL, O_WRONLY
from time import monotonic_ns, time

_open, _write, _close, _getpid = os.open, os.write, os.close, os.getpid

MAX_BYTES = 256 << 20
MAX_STACKS = 2_000_000
MAX_DEPTH = 2_000


def escape(text):
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


class Log:
    """Interns functions and stacks, and appends lines to the process's file."""

    def __init__(self, mode, prefix, columns, facts):
        self.started = monotonic_ns()
        self.pid = _getpid()
        # site runs on the main thread, and a forked child starts with the one that forked.
        self.main_ident = get_ident()
        self.samples = 0
        self.full = False
        self.ended = False
        self._bytes = 0
        self._lines = []
        self._frames = {}
        # Ids of code objects stay theirs only as long as they live.
        self._keep = []
        self._root = {}
        self._stacks = 0
        self._threads = {}
        self.path = self._create(prefix)
        lib = os.path.dirname(os.__file__)
        argv = list(getattr(sys, "orig_argv", None) or _read_argv() or [sys.executable])
        self._lines.append("touchstone-python\t1\t" + mode)
        for key, value in [
            ("pid", self.pid),
            ("ppid", os.getppid()),
            ("python", sys.version.split()[0] + " " + sys.implementation.name),
            ("executable", sys.executable or ""),
            ("command", " ".join(argv)),
            ("process", _short_command(argv)),
            ("cwd", _cwd()),
            ("started", "%.6f" % time()),
            ("stdlib", lib),
            *facts,
        ]:
            self._lines.append("H\t%s\t%s" % (key, escape(str(value))))
        for name, unit in columns:
            self._lines.append("V\t%s\t%s" % (name, unit))

    def _create(self, prefix):
        # The number of a process comes back after exec, and in time by reuse.
        for turn in range(1000):
            path = "%s-%d%s.touchstone-python" % (prefix, self.pid, "-%d" % turn if turn else "")
            try:
                _close(_open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644))
                return path
            except FileExistsError:
                continue
        raise OSError("no free name for " + prefix)

    def now(self):
        return monotonic_ns() - self.started

    def frame(self, code):
        """Id of a function by its code object."""
        found = self._frames.get(id(code))
        if found is None:
            name = getattr(code, "co_qualname", None) or code.co_name
            found = self.plain_frame(id(code), name, code.co_filename, code.co_firstlineno)
            self._keep.append(code)
        return found

    def plain_frame(self, key, name, file, line):
        """Id of a function that has no code object, by any key of the caller's."""
        found = self._frames.get(key)
        if found is None:
            found = self._frames[key] = len(self._frames)
            self._lines.append("F\t%s\t%s\t%d" % (escape(name), escape(file), line))
        return found

    def stack(self, frame, leaf=None):
        """Id of the stack that ends in `frame`, or in the function `leaf` called by it; -1 for none."""
        codes = []
        while frame is not None:
            codes.append(frame.f_code)
            frame = frame.f_back
        if len(codes) > MAX_DEPTH:
            del codes[MAX_DEPTH:]
        node = None
        children = self._root
        while codes:
            code = codes.pop()
            child = children.get(id(code))
            if child is None:
                child = self._grow(node, children, id(code), self.frame(code))
                if child is None:
                    break
            node = child
            children = child[1]
        if leaf is not None and not codes:
            # Negative, so as not to meet the ids of code objects.
            node = children.get(~leaf) or self._grow(node, children, ~leaf, leaf) or node
        return -1 if node is None else node[0]

    def stack_of_ids(self, frames):
        """Id of the stack of these functions, outermost first; -1 for none."""
        node = None
        children = self._root
        for frame in frames:
            # Negative, so as not to meet the ids of code objects.
            child = children.get(~frame) or self._grow(node, children, ~frame, frame)
            if child is None:
                break
            node = child
            children = child[1]
        return -1 if node is None else node[0]

    def _grow(self, node, children, key, frame):
        if self._stacks >= MAX_STACKS:
            self.stop_growing("%d different stacks" % MAX_STACKS)
            return None
        child = children[key] = (self._stacks, {})
        self._stacks += 1
        self._lines.append("S\t%d\t%d" % (-1 if node is None else node[0], frame))
        return child

    def thread(self, ident, tid, name):
        found = self._threads.get((ident, tid))
        if found is None:
            found = self._threads[(ident, tid)] = len(self._threads)
            self._lines.append("T\t%d\t%s" % (tid, escape(name)))
        return found

    def line(self, text):
        if not self.full:
            self._lines.append(text)

    def note(self, text):
        self._lines.append("N\t" + escape(text))

    def stop_growing(self, reason):
        if not self.full:
            self.note("Stopped after %s: what came later is missing." % reason)
            self.full = True

    def flush(self):
        """Appends what is pending; silent when the file cannot be written (the target may have changed its root)."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        data = ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")
        self._bytes += len(data)
        if self._bytes > MAX_BYTES:
            self.stop_growing("%d MiB" % (MAX_BYTES >> 20))
        try:
            target = _open(self.path, O_WRONLY | O_APPEND)
        except OSError:
            return
        try:
            view = memoryview(data)
            while view:
                view = view[_write(target, view) :]
        except OSError:
            pass
        finally:
            _close(target)

    def end(self, reason):
        self.ended = True
        self._lines.append("E\t%s\t%d\t%d" % (reason, self.now(), self.samples))
        self.flush()


def _short_command(argv):
    """The interpreter and its script or module: `python3 bench.py` of `/usr/bin/python3 -X dev bench.py 100`."""
    program = os.path.basename(argv[0])
    skip = False
    for index, word in enumerate(argv[1:], 1):
        if skip:
            skip = False
        elif word in ("-m", "-c"):
            what = argv[index + 1] if index + 1 < len(argv) else ""
            # Both tell what multiprocessing has started; any other text of -c is too long for a name.
            known = [name for name in ("spawn_main", "forkserver", "resource_tracker") if name in what]
            return program + " " + (word + " " + what if word == "-m" else (known + ["-c"])[0])
        elif word in ("-X", "-W"):
            skip = True
        elif not word.startswith("-"):
            return program + " " + os.path.basename(word)
    return program


def _cwd():
    try:
        return os.getcwd()
    except OSError:
        return ""


def _read_argv():
    """Command line of this process before Python 3.10, where sys does not have it; site runs before sys.argv is set."""
    try:
        source = _open("/proc/self/cmdline", os.O_RDONLY)
    except OSError:
        return None
    try:
        return os.read(source, 65536).decode("utf-8", "replace").rstrip("\0").split("\0")
    finally:
        _close(source)
