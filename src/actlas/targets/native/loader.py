"""Object code linked into this process by LLVM alone: neither Numba nor a compiler is loaded."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from functools import cache
from typing import Any

_LOCK = threading.Lock()
_HELD: list[Any] = []
"""Engines own the memory in which kernels lie: they live as long as the process."""


def loaded(entry: str, code: bytes) -> int:
    """Return the address of a kernel's entry, a C function `void run(int64_t *task)`."""
    import llvmlite.binding as llvm

    with _LOCK:
        engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        engine.finalize_object()
        _HELD.append(engine)
        address: int = engine.get_function_address(entry)
    return address


@cache
def ready() -> None:
    """Have LLVM know this processor."""
    import llvmlite.binding as llvm

    with contextlib.suppress(RuntimeError):  # newer versions need no such call, and refuse it
        llvm.initialize()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    # Every kernel names these, for errors that none raises. Numba's compiler tells LLVM where they
    # are; where one is missing, LLVM leaves all calls that lead outside without an address.
    llvm.add_symbol("numba_gil_ensure", _address(ctypes.pythonapi.PyGILState_Ensure))
    llvm.add_symbol("numba_gil_release", _address(ctypes.pythonapi.PyGILState_Release))


@cache
def _machine() -> Any:
    import llvmlite.binding as llvm

    ready()
    return llvm.Target.from_default_triple().create_target_machine()


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def processor() -> str:
    """Return the name of this machine's processor and what it can do: object code is for one."""
    import llvmlite.binding as llvm

    return f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


def multiplies_and_adds() -> bool:
    """Say whether the processor computes a·b + c, rounded once, in one instruction.

    All of aarch64 do; on x86 it came with the FMA extension, in 2013. Elsewhere LLVM would call a
    function of the C library for every number.
    """
    import llvmlite.binding as llvm

    if not llvm.get_process_triple().startswith(("x86_64", "i386", "i686")):
        return True
    return bool(llvm.get_host_cpu_features().get("fma", False))
