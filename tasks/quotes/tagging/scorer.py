"""The network behind the tagger, run by ONNX Runtime on one thread."""

from pathlib import Path
from typing import Protocol

from tasks.quotes.tagging.pieces import Floats, Ints, Longs


class Scorer(Protocol):
    """What the tagger asks of a network."""

    def encode(self, ids: Longs, inputs: Longs, lengths: Ints) -> tuple[Floats, Floats, Floats]:
        """[windows, length], [windows, length, columns], [windows] -> vectors [.., hidden], cue scores [.., 3], name
        scores [.., labels], with 0 labels where there is no head for names."""

    def pair(self, vectors: Floats, centres: Floats, spots: Longs, relations: Longs) -> tuple[Floats, Floats]:
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
        self.encoder, self.pairs = (
            onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
            for name in ("encoder.onnx", "pairs.onnx")
        )

    def encode(self, ids: Longs, inputs: Longs, lengths: Ints) -> tuple[Floats, Floats, Floats]:
        """See ``Scorer``."""
        vectors, cues, *names = self.encoder.run(None, {"ids": ids, "inputs": inputs, "lengths": lengths})
        return vectors, cues, names[0] if names else cues[..., :0]

    def pair(self, vectors: Floats, centres: Floats, spots: Longs, relations: Longs) -> tuple[Floats, Floats]:
        """See ``Scorer``."""
        given = {"vectors": vectors, "centres": centres, "spots": spots, "relations": relations}
        labels, speech = self.pairs.run(None, given)
        return labels, speech[:, 0]
