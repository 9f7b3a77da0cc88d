"""Names the functions of tracemalloc's frames, which hold a file and a line only."""
import gc
import sys
from types import CodeType, FunctionType


class CodeNames:
    """Finds code objects by the lines that they cover, among the functions that are alive."""

    def __init__(self, log):
        self._log = log
        self._seen = set()
        self._keep = []
        # file -> line -> code objects that cover it, outermost first
        self._files = {}
        self._looked = -1

    def frames(self, traceback):
        """Ids of the functions of a traceback given innermost first, outermost first."""
        places = list(reversed(traceback))
        found = []
        run = 0
        for index, place in enumerate(places):
            run = run + 1 if index and places[index - 1] == place else 0
            found.append(self._frame(place, run))
        return found

    def _frame(self, place, run):
        codes = self._files.get(place[0], {}).get(place[1])
        if codes is None:
            return self._log.plain_frame(("?", place[0]), "<module>", place[0], 1)
        # Lambdas and comprehensions share the line of the function around them, and follow it in the stack.
        named = [index for index, code in enumerate(codes) if not code.co_name.startswith("<")]
        base = named[-1] if named else 0
        return self._log.frame(codes[min(base + run, len(codes) - 1)])

    def learn(self, tracebacks):
        """Looks for functions again when a place is unknown."""
        for traceback in tracebacks:
            for file, line in traceback:
                if line not in self._files.get(file, ()):
                    self._look()
                    for file, line in (place for trace in tracebacks for place in trace):
                        self._files.setdefault(file, {}).setdefault(line, None)
                    return

    def _look(self):
        for item in gc.get_objects():
            if type(item) is FunctionType:
                self._add(item.__code__)
        for frame in sys._current_frames().values():
            while frame is not None:
                self._add(frame.f_code)
                frame = frame.f_back

    def _add(self, code):
        if id(code) in self._seen:
            return
        pending = [code]
        while pending:
            code = pending.pop()
            if id(code) in self._seen:
                continue
            self._seen.add(id(code))
            self._keep.append(code)
            lines = self._files.setdefault(code.co_filename, {})
            for line in _lines(code):
                codes = lines.get(line)
                if codes is None:
                    lines[line] = [code]
                else:
                    codes.append(code)
                    codes.sort(key=lambda known: (known.co_firstlineno, known.co_name.startswith("<") and known.co_name != "<module>"))
            pending.extend(part for part in code.co_consts if type(part) is CodeType)


def _lines(code):
    if hasattr(code, "co_lines"):
        return {line for _, _, line in code.co_lines() if line}
    found = set()
    line = code.co_firstlineno
    table = code.co_lnotab
    # Bytes of address and line advances in turn, the latter signed: Objects/lnotab_notes.txt.
    for index in range(0, len(table), 2):
        found.add(line)
        step = table[index + 1]
        line += step - 256 if step >= 128 else step
    found.add(line)
    return found
