"""Counts every byte that the interpreter allocates and hands each n-th KiB to tracemalloc with its stack.

tracemalloc by itself looks at each allocation (6 to 170 times slower) and forgets what was freed. Here it only lends its
C code for reading stacks: it is started, its hooks are taken out again, and a few instructions in their place add up sizes
and call PyTraceMalloc_Track once in so many bytes. Freed memory is never un-tracked, so garbage counts. The instructions
are x86-64 for the System V calling convention; elsewhere the hook says that it is not available.
"""
import ctypes
import platform
import struct
import sys

MEM, OBJ = 1, 2
PAGE = 4096
# Offsets in the shared block.
COUNTDOWN, BYTES, OBJECTS, BASE_BYTES, BASE_OBJECTS, SAMPLES, HALF, TRACK, RANDOM, MASK, TRACING, UNUSED = range(
    0, 96, 8
)
NEVER = 1 << 62
# The number of objects of a sample travels in the upper bits of its size.
OBJECTS_SHIFT = 40


class Allocator(ctypes.Structure):
    """PyMemAllocatorEx."""

    _fields_ = [(name, ctypes.c_void_p) for name in ("ctx", "malloc", "calloc", "realloc", "free")]


def unavailable_reason():
    """Why the hook cannot work in this interpreter; None where it can."""
    if not sys.platform.startswith("linux") or platform.machine() != "x86_64" or ctypes.sizeof(ctypes.c_void_p) != 8:
        return "the allocator hook is for 64-bit x86 Linux"
    if sys.implementation.name != "cpython":
        return "the allocator hook is for CPython, this is " + sys.implementation.name
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        return "the allocator hook needs the interpreter lock, which this build runs without"
    return None


def _shim(size, target):
    """Adds the size to the counters, samples when the countdown is through, and goes on to the real function.

    On entry rdi is the block of the domain: the real ctx at 0, functions from 8, the shared block at 40.
    """
    fast = bytes([0x48, 0x8B, 0x47, target]) + bytes.fromhex("48 8b 3f ff e0")  # mov rax,[rdi+t]; mov rdi,[rdi]; jmp rax
    if size is None:
        return bytes.fromhex("f3 0f 1e fa") + fast
    head = bytes.fromhex("f3 0f 1e fa") + size + bytes.fromhex(
        "48 8b 47 28"  # mov rax,[rdi+40]
        "4c 01 40 08"  # add [rax+BYTES],r8
        "48 ff 40 10"  # inc qword [rax+OBJECTS]
        "4c 29 00"  # sub [rax+COUNTDOWN],r8
    )
    slow = bytes.fromhex(
        "57 56 52"  # push rdi, rsi, rdx
        "48 8b 50 08 49 89 d1 48 2b 50 18 4c 89 48 18"  # rdx = BYTES - BASE_BYTES; BASE_BYTES = BYTES
        "48 8b 48 10 49 89 c9 48 2b 48 20 4c 89 48 20"  # rcx = OBJECTS - BASE_OBJECTS; BASE_OBJECTS = OBJECTS
        "48 c1 e1 28 48 09 ca"  # rdx |= rcx << OBJECTS_SHIFT
        "4c 69 48 40 6d 4e c6 41 49 81 c1 39 30 00 00 4c 89 48 40"  # RANDOM = RANDOM * 0x41c64e6d + 12345
        "49 c1 e9 10 4c 23 48 48 4c 03 48 30 4c 89 08"  # COUNTDOWN = (RANDOM >> 16 & MASK) + HALF
        "48 ff 40 28 48 8b 70 28"  # rsi = ++SAMPLES: the address that tracemalloc files it under
        "64 48 8b 3c 25 00 00 00 00 48 c1 ef 06 89 ff"  # edi = thread >> 6: tracemalloc's domain
        "4c 8b 48 50 41 c7 01 01 00 00 00"  # *TRACING = 1
        "50 48 83 ec 08"  # push rax, and 8 bytes more: the stack is aligned to 16
        "ff 50 38"  # call [rax+TRACK]
        "48 83 c4 08 58"  # undo
        "4c 8b 48 50 41 c7 01 00 00 00 00"  # *TRACING = 0
        "5a 5e 5f"  # pop rdx, rsi, rdi
    )
    back = struct.pack("<i", -(len(fast) + len(slow) + 5))
    return head + bytes([0x78, len(fast)]) + fast + slow + bytes([0xE9]) + back  # js slow; …; jmp fast


def _find_switch(depth):
    """Address of tracemalloc's "is tracing", None where it cannot be told for certain.

    While it is on, the interpreter asks tracemalloc about each object made, also those of free lists: 40 ns each. It
    only needs to be on while a sample is taken. It stands between "initialized" and the depth asked for.
    """
    if sys.version_info >= (3, 13):
        # Here a tracer of references does the asking, and it can be taken out by itself.
        ctypes.pythonapi.PyRefTracer_SetTracer(None, None)
        return None
    wanted = struct.pack("<3i", 1, 1, depth)
    try:
        if sys.version_info < (3, 12):
            base = ctypes.addressof(ctypes.c_int.in_dll(ctypes.pythonapi, "_Py_tracemalloc_config"))
            memory = ctypes.string_at(base, len(wanted))
        else:
            base = ctypes.addressof(ctypes.c_int.in_dll(ctypes.pythonapi, "_PyRuntime"))
            memory = ctypes.string_at(base, _mapped_after(base))
    except ValueError:
        return None
    at = memory.find(wanted)
    if at < 0 or memory.find(wanted, at + 1) >= 0:
        return None
    return base + at + 4


def _mapped_after(address):
    """Bytes that can be read from an address on, up to the end of its mapping."""
    with open("/proc/self/maps") as maps:
        for line in maps:
            first, last = (int(part, 16) for part in line.split()[0].split("-"))
            if first <= address < last:
                return last - address
    return 0


class AllocatorHook:
    """Installed until `remove`; the counters hold what was allocated since `install`."""

    def __init__(self):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
        libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
        # Never unmapped: the interpreter allocates until its very end.
        base = libc.mmap(None, 2 * PAGE, 3, 0x22, -1, 0)
        if base is None or base == ctypes.c_void_p(-1).value:
            raise OSError(ctypes.get_errno(), "mmap")
        api = ctypes.pythonapi
        self._get = api.PyMem_GetAllocator
        self._set = api.PyMem_SetAllocator
        for function in (self._get, self._set):
            function.argtypes = [ctypes.c_int, ctypes.POINTER(Allocator)]
            function.restype = None
        code = base + PAGE
        entries = []
        for size, target in (
            (bytes.fromhex("49 89 f0"), 8),  # malloc: mov r8,rsi
            (bytes.fromhex("49 89 f0 4c 0f af c2"), 16),  # calloc: mov r8,rsi; imul r8,rdx
            (bytes.fromhex("49 89 d0"), 24),  # realloc: mov r8,rdx
            (None, 32),
        ):
            shim = _shim(size, target)
            ctypes.memmove(code, shim, len(shim))
            entries.append(code)
            code += (len(shim) + 15) & ~15
        if libc.mprotect(base + PAGE, PAGE, 5) != 0:
            raise OSError(ctypes.get_errno(), "mprotect")
        self._shared = base + 512
        self._entries = entries
        self._blocks = {MEM: base, OBJ: base + 128}
        self._originals = {}
        self._write(TRACK, ctypes.cast(api.PyTraceMalloc_Track, ctypes.c_void_p).value)
        self._write(RANDOM, 88172645463325252)
        self._write(COUNTDOWN, NEVER)

    def _write(self, offset, value):
        ctypes.c_int64.from_address(self._shared + offset).value = value

    def read(self, offset):
        return ctypes.c_int64.from_address(self._shared + offset).value

    def install(self, tracemalloc, depth):
        """Starts tracemalloc with its hooks taken out, and puts the own ones in."""
        for domain in (0, MEM, OBJ):
            original = self._originals[domain] = Allocator()
            self._get(domain, original)
        tracemalloc.start(depth)
        self._write(TRACING, _find_switch(depth) or self._shared + UNUSED)
        self._set(0, self._originals[0])
        for domain, block in self._blocks.items():
            original = self._originals[domain]
            ctypes.memmove(block, ctypes.addressof(original), 40)
            ctypes.memmove(block + 40, struct.pack("<Q", self._shared), 8)
            self._set(domain, Allocator(block, *self._entries))
        self._trace(0)

    def _trace(self, on):
        ctypes.c_int.from_address(self.read(TRACING)).value = on

    def remove(self):
        for domain in self._blocks:
            self._set(domain, self._originals[domain])

    def set_interval(self, size):
        """Samples every `size` bytes in the mean; a power of two. The distance varies so as not to march in step."""
        self._write(MASK, size - 1)
        self._write(HALF, size // 2)
        if self.read(COUNTDOWN) > size * 2:
            self._write(COUNTDOWN, size)

    def pause(self):
        """Stops sampling; what is allocated until `resume` is the agent's own and will not count."""
        # Reading allocates: a sample taken between the reads would stand at more than what was read, and the next one below nothing.
        countdown = self.read(COUNTDOWN)
        self._write(COUNTDOWN, NEVER)
        self._paused = (self.read(BYTES), self.read(OBJECTS), countdown)
        self._trace(1)

    def resume(self):
        self._trace(0)
        size, objects, countdown = self._paused
        self._write(BYTES, size)
        self._write(OBJECTS, objects)
        self._write(COUNTDOWN, countdown)

    def paused_totals(self):
        """Bytes and objects allocated up to the pause."""
        return self._paused[0], self._paused[1]
