"""Running a notebook with the Python that is running now.

`nbclient` and `jupyter_client` come with the extra `notebook` and are imported when they are used.
"""

from __future__ import annotations

import copy
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_client.manager import KernelManager
    from nbformat import NotebookNode


def execute(notebook: NotebookNode, timeout: float = 120) -> NotebookNode:
    """Return the notebook run from top to bottom by this very Python, with its outputs.

    Args:
        notebook: what `build` returns; it is not changed.
        timeout: seconds that one cell may take.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    from nbclient import NotebookClient

    done = copy.deepcopy(notebook)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            done,
            kernel_manager_class=_this_python(folder),
            timeout=timeout,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": folder}},
        )
        # No settings of the user's own reach the kernel.
        client.execute(env={**os.environ, "IPYTHONDIR": folder, "MPLCONFIGDIR": folder})
    done.metadata = notebook.metadata  # without the versions of the machine that ran it
    return done


def _this_python(folder: str) -> type[KernelManager]:
    """Return a manager that knows one kernel, this Python, whatever else is installed."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class OneKernel(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=argv, display_name=kernel_name, language="python")

    class ThisPython(AsyncKernelManager):
        def __init__(self, **settings: Any) -> None:
            # Sockets in a folder of our own are open to nobody else; Windows has none of them.
            if os.name != "nt":
                settings |= {"transport": "ipc", "ip": str(Path(folder) / "kernel")}
            super().__init__(**{**settings, "kernel_spec_manager": OneKernel()})

    return ThisPython
