"""The network behind the tagger, run by OpenVINO on one thread."""

from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tasks.quotes.tagging.pieces import Floats, Ints, Longs
from tasks.quotes.tagging.runtime import THREADS, has_amx, import_openvino, infer

CUES_TOGETHER = 16
"""Cues that the pair head takes together; with 64, a worker's peak is 80 MB higher."""
GROUP = 128
"""Values of a product's input that share a scale. Mean error of the vectors against floats: 0.0126; a third of what one
scale for a whole call costs. Groups of 64: 0.0094 and 7 % slower, of 384: 0.0192 and 5 % faster."""


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

    Products are in bfloat16 where the processor has AMX. Where it has VNNI alone, their input is quantised, each row by
    itself in groups of GROUP; else they are in floats. Each way nothing in a row hangs on other rows of a call, but for
    attention in a window.
    """

    def __init__(self, folder: Path) -> None:
        core = import_openvino().Core()
        self.encoder, self.pairs = (load_network(core, folder / name) for name in ("encoder.onnx", "pairs.onnx"))

    def encode(self, ids: Longs, inputs: Longs, lengths: Ints) -> tuple[Floats, Floats, Floats]:
        """See ``Scorer``."""
        vectors, cues, *names = infer(self.encoder, {"ids": ids, "inputs": inputs, "lengths": lengths})
        return vectors, cues, names[0] if names else cues[..., :0]

    def pair(self, vectors: Floats, centres: Floats, spots: Longs, relations: Longs) -> tuple[Floats, Floats]:
        """See ``Scorer``."""
        parts = [slice(first, first + CUES_TOGETHER) for first in range(0, len(spots), CUES_TOGETHER)]
        found = [self.pair_some(vectors, centres[some], spots[some], relations[some]) for some in parts]
        labels, speech = (np.concatenate(one) for one in zip(*found, strict=True))
        return labels, speech[:, 0]

    def pair_some(self, vectors: Floats, centres: Floats, spots: Longs, relations: Longs) -> list[Floats]:
        """Return both scores for a few cues, given the vectors that they look at alone."""
        first, last = int(spots.min()), int(spots.max()) + 1
        given = {"vectors": vectors[first:last], "centres": centres, "spots": spots - first, "relations": relations}
        return infer(self.pairs, given)


def load_network(core: Any, path: Path) -> Any:
    """Return a request to a network that is compiled for this processor.

    With AMX, products in bfloat16 take 0.6 of the time, and the mean error of the vectors is 0.0018. The 8-bit weights
    are unpacked to 16 bits once then, and not at each call. A processor that has bfloat16 but no AMX takes three times
    as long with it.
    """
    network, precision = core.read_model(path), {"INFERENCE_PRECISION_HINT": "f32"}
    if has_amx():
        precision = {"INFERENCE_PRECISION_HINT": "bf16"}
        from openvino._offline_transformations import compress_model_transformation
        from openvino.passes import ConstantFolding, Manager

        manager = Manager()
        manager.register_pass(ConstantFolding())
        manager.run_passes(network)
        compress_model_transformation(network)
    settings = {"DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP, **THREADS, **precision}
    return core.compile_model(network, "CPU", settings).create_infer_request()
