"""From LLVM's language to object code for this processor, with loops over several vectors at once.

A kernel's constants do not fit into the processor's registers beside its numbers, so a loop fetches
them anew each time around. Where it takes several vectors each time, they share what was fetched,
and the processor has more that does not wait for one another; with too many the registers run out.
Which number is best hangs on the kernel: whoever compiles it tries.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import llvmlite.binding as llvm

VECTORS = (1, 2, 4)
"""How many vectors a loop may take at a time."""


def simplified(text: str) -> str:
    """Return a module in LLVM's language with everything inlined, its loops still scalar."""
    module = _parsed(text)
    _optimised(module, vectors=False)
    return str(module)


def object_code(text: str, vectors: int = 1) -> bytes:
    """Return the object code of a simplified module, whose loops take so many vectors at a time."""
    code: bytes = _machine().emit_object(_widened(text, vectors))
    return code


def assembly(text: str, vectors: int = 1) -> str:
    """Return what `object_code` would, to be read."""
    code: str = _machine().emit_assembly(_widened(text, vectors))
    return code


def _widened(text: str, vectors: int) -> Any:
    module = _parsed(_told(text, vectors))
    _optimised(module, vectors=True)
    return module


_LABEL = re.compile(r'^([\w.$-]+|"[^"]+"):')


def _told(text: str, vectors: int) -> str:
    """Return the text with notes on each loop of one block.

    They say how many vectors it takes at a time, and that no number's turn reads what another's
    writes: then LLVM need not compare addresses, and a tensor may be overwritten by its results.
    """
    lines: list[str] = []
    notes: list[str] = []
    begun, block = 0, ""
    for line in text.splitlines():
        if label := _LABEL.match(line):
            begun, block = len(lines), label[1]
        lines.append(line)
        if not line.startswith("  br i1 ") or not re.search(rf"%{re.escape(block)}(,|$)", line):
            continue
        first = _FIRST_NOTE + 4 * len(notes)
        notes.append(_NOTE.format(*range(first, first + 4), vectors=vectors))
        lines[begun:] = [_noted(each, first) for each in lines[begun:]]
    return "\n".join([*lines, *notes])


def _noted(line: str, first: int) -> str:
    """Return a loop's line with the number of the note that is about it."""
    if line.startswith("  br i1 "):
        return f"{line.partition(', !llvm.loop')[0]}, !llvm.loop !{first}"
    return f"{line}, !llvm.access.group !{first + 3}" if _ACCESS.match(line) else line


_ACCESS = re.compile(r"  (%\S+ = load|store) (?!atomic)")
_FIRST_NOTE = 1_000_000
"""Notes in LLVM's language are numbered; from here on they are ours."""
_NOTE = """\
!{0} = distinct !{{!{0}, !{1}, !{2}}}
!{1} = !{{!"llvm.loop.interleave.count", i32 {vectors}}}
!{2} = !{{!"llvm.loop.parallel_accesses", !{3}}}
!{3} = distinct !{{}}"""


def _parsed(text: str) -> Any:
    _machine()  # which makes LLVM ready
    module = llvm.parse_assembly(text)
    module.verify()
    return module


def _optimised(module: Any, *, vectors: bool) -> None:
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_vectorization = options.loop_interleaving = vectors
    options.loop_unrolling = options.slp_vectorization = False
    builder = llvm.create_pass_builder(_machine(), options)
    builder.getModulePassManager().run(module, builder)


@cache
def _machine() -> Any:
    from actlas.targets.native import loader

    loader.ready()
    features = llvm.get_host_cpu_features().flatten()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=3, reloc="pic", codemodel="jitdefault"
    )
