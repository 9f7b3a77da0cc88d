"""Sees the syncs of SQLite, which calls fsync and fdatasync from C where no Python function could be replaced.

Each loaded shared object finds other objects' functions through a table of addresses. For SQLite's objects the entries of
the sync calls are pointed at a callback that takes the stack, calls the real function and reports. Only objects with
`sqlite` in their name are touched: a library that syncs on threads of its own while its caller keeps the interpreter
lock would wait for ever. Linux, 64 bits (ELF64; tags and relocations: https://refspecs.linuxfoundation.org/elf/).
"""
import ctypes
import sys

NAMES = (b"fsync", b"fdatasync")
PT_DYNAMIC = 2
DT_PLTRELSZ, DT_STRTAB, DT_SYMTAB, DT_RELA, DT_RELASZ, DT_JMPREL = 2, 5, 6, 7, 8, 23
# R_X86_64_GLOB_DAT, R_X86_64_JUMP_SLOT, R_AARCH64_GLOB_DAT, R_AARCH64_JUMP_SLOT
ADDRESS_RELOCATIONS = (6, 7, 1025, 1026)
PAGE = 4096
READ, WRITE = 1, 2


class LibrarySyncs:
    """Watches for SQLite being loaded; `record(name, frame, began, ended)` is called at each sync of it."""

    def __init__(self, record, clock):
        self._record = record
        self._clock = clock
        self._patched = []
        self._objects = set()
        self._keep = []

    def start(self):
        if not sys.platform.startswith("linux") or ctypes.sizeof(ctypes.c_void_p) != 8:
            return
        import _imp

        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
        self._imp, self._create = _imp, _imp.create_dynamic
        create = self._create

        def create_dynamic(*args, **kwargs):
            try:
                return create(*args, **kwargs)
            finally:
                try:
                    self.look()
                except Exception:
                    pass

        _imp.create_dynamic = create_dynamic
        self.look()

    def look(self):
        """Patches SQLite's objects that were loaded since the last look."""
        with open("/proc/self/maps") as maps:
            for line in maps:
                fields = line.split(None, 5)
                if len(fields) < 6 or "sqlite" not in fields[5] or fields[2] != "00000000":
                    continue
                base = int(fields[0].split("-")[0], 16)
                if (fields[5], base) not in self._objects:
                    self._objects.add((fields[5], base))
                    self._patch(base)

    def _patch(self, base):
        for name, slot in _find_slots(base):
            real = ctypes.c_void_p.from_address(slot).value
            callback = self._callback(name.decode(), real)
            self._point(slot, ctypes.cast(callback, ctypes.c_void_p).value)
            self._patched.append((slot, real))

    def _point(self, slot, address):
        # The table is read-only once the object is loaded; it stays writable, which a normal program does not notice.
        if self._libc.mprotect(slot & -PAGE, PAGE, READ | WRITE) == 0:
            ctypes.c_void_p.from_address(slot).value = address

    def _callback(self, name, address):
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, use_errno=True)
        real = kind(address)
        clock, record = self._clock, self._record

        def synced(handle):
            began = clock()
            # ctypes lets go of the interpreter lock here, as SQLite's caller did.
            result = real(handle)
            try:
                failed = ctypes.get_errno()
                record(name + " (SQLite)", sys._getframe(0).f_back, began, clock())
                ctypes.set_errno(failed)
            except Exception:
                pass
            return result

        callback = kind(synced)
        self._keep.append((callback, real))
        return callback

    def stop(self):
        """Before the interpreter ends: objects closed later sync by themselves again."""
        patched, self._patched = self._patched, []
        for slot, real in patched:
            self._point(slot, real)
        if hasattr(self, "_imp"):
            self._imp.create_dynamic = self._create


def _read(address, size):
    return int.from_bytes(ctypes.string_at(address, size), "little")


def _find_slots(base):
    """Name and address of each table entry of an object that holds a sync call."""
    if ctypes.string_at(base, 5) != b"\x7fELF\x02":
        return
    headers, size, count = base + _read(base + 32, 8), _read(base + 54, 2), _read(base + 56, 2)
    dynamic = 0
    for header in range(headers, headers + size * count, size):
        if _read(header, 4) == PT_DYNAMIC:
            dynamic = base + _read(header + 16, 8)
    if dynamic == 0:
        return
    tags = {}
    while True:
        tag, value = _read(dynamic, 8), _read(dynamic + 8, 8)
        if tag == 0:
            break
        tags[tag] = value
        dynamic += 16
    if DT_SYMTAB not in tags or DT_STRTAB not in tags:
        return

    # The loader of glibc has made these addresses absolute, that of musl has not.
    def absolute(value):
        return value if value >= base else base + value

    symbols, strings = absolute(tags[DT_SYMTAB]), absolute(tags[DT_STRTAB])
    for table, length in ((DT_JMPREL, DT_PLTRELSZ), (DT_RELA, DT_RELASZ)):
        if table not in tags:
            continue
        start = absolute(tags[table])
        data = ctypes.string_at(start, tags.get(length, 0))
        for at in range(0, len(data) - 23, 24):
            info = int.from_bytes(data[at + 8 : at + 16], "little")
            if info & 0xFFFFFFFF not in ADDRESS_RELOCATIONS:
                continue
            name = ctypes.string_at(strings + _read(symbols + 24 * (info >> 32), 4), 16).split(b"\0")[0]
            if name in NAMES:
                yield name, base + int.from_bytes(data[at : at + 8], "little")
