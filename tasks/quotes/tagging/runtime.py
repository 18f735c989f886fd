"""The runtime of the networks: OpenVINO, on one thread."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tasks.quotes.tagging.pieces import Floats

THREADS = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}
CONVERTER = "openvino.tools.ovc"
PROCESSOR = Path("/proc/cpuinfo")
"""What Linux says of the processor; elsewhere there is no AMX."""


def import_openvino() -> Any:
    """Return the runtime, imported late, since only runs need it, and without its converter of models.

    Import of the converter, which is not needed, has openvino-telemetry write to the home folder and call its vendor.
    """
    hidden = {} if CONVERTER in sys.modules else {CONVERTER: None}
    sys.modules.update(hidden)  # type: ignore[arg-type]  # None: an import of it is an ImportError, which openvino expects
    try:
        import openvino
    finally:
        for name in hidden:
            del sys.modules[name]
    return openvino


def has_amx() -> bool:
    """Return whether the processor multiplies matrices in bfloat16 by AMX."""
    return PROCESSOR.exists() and "amx_bf16" in PROCESSOR.read_text(encoding="utf-8")


def infer(request: Any, given: Mapping[str, object]) -> list[Floats]:
    """Return the outputs for these inputs, in the order of the graph: arrays of their own, which later calls leave."""
    return list(request.infer(given, share_inputs=True).to_tuple())
