"""The network behind the tagger, run by ONNX Runtime on one thread."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tasks.quotes.tagging.pieces import Floats


class Scorer(Protocol):
    """What the tagger asks of a network."""

    def encode(
        self, ids: NDArray[np.int64], inputs: NDArray[np.int64], lengths: NDArray[np.int32]
    ) -> tuple[Floats, Floats]:
        """[windows, length], [windows, length, columns], [windows] -> vectors [.., hidden], cue scores [.., 3]."""

    def pair(
        self, vectors: Floats, centres: Floats, spots: NDArray[np.int64], relations: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        """vectors [pieces, hidden], cue vectors [cues, hidden], spots (which piece) [cues, length], relations [.., 3]
        -> scores [cues, length, 5], scores of being speech [cues]."""


class OnnxScorer:
    """The exported network.

    int8 products take the range of their input from all windows of a call, so a call must never mix documents:
    that keeps what a document gets a function of that document alone.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # type: ignore[import-untyped]  # late: half a second, and only runs need it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_mem_pattern = False  # keeps a plan and a buffer for every shape: 141 against 14 MB after 60
        providers = ["CPUExecutionProvider"]
        self.encoder = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options, providers=providers)
        self.pairs = onnxruntime.InferenceSession(str(folder / "pairs.onnx"), options, providers=providers)

    def encode(
        self, ids: NDArray[np.int64], inputs: NDArray[np.int64], lengths: NDArray[np.int32]
    ) -> tuple[Floats, Floats]:
        """See ``Scorer``."""
        vectors, cues = self.encoder.run(None, {"ids": ids, "inputs": inputs, "lengths": lengths})
        return vectors, cues

    def pair(
        self, vectors: Floats, centres: Floats, spots: NDArray[np.int64], relations: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        """See ``Scorer``."""
        given = {"vectors": vectors, "centres": centres, "spots": spots, "relations": relations}
        labels, speech = self.pairs.run(None, given)
        return labels, speech[:, 0]
