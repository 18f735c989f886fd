"""Write trained weights as two ONNX graphs with int8 weights: the encoder with the cue head, and the pair head."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tasks.quotes.tagging.features import ENTITY_INPUT
from tasks.quotes.training.network import HEADS, HIDDEN, Network

type Array = NDArray[np.generic]

OPSET = 21
HIDDEN_BY = -1e4
"""What is added to the score of attending to padding."""


class Graph:
    """An ONNX graph under construction; every method adds nodes and returns the name of the last one's output.

    ``part`` is what the names of a part's weights begin with.
    """

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: Array) -> str:
        """Store a tensor in the graph and return its name."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def add(self, kind: str, inputs: Sequence[str], outputs: int = 1, **attributes: object) -> str:
        """Return the name of the first output; further ones are named with ``.1``, ``.2`` after it."""
        name = f"n{len(self.nodes)}"
        names = [name, *(f"{name}.{number}" for number in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, inputs, names, name=f"{kind}_{name}", **attributes))
        return name

    def linear(self, part: str, x: str) -> str:
        """x @ weight.T + bias in floats."""
        product = self.add("MatMul", [x, self.constant(self.weights[f"{part}.weight"].T)])
        return self.add("Add", [product, self.constant(self.weights[f"{part}.bias"])])

    def quantised(self, part: str, x: str) -> str:
        """Return the same with 8-bit weights, a scale for each output, in the form that OpenVINO keeps them in."""
        values, scale = quantise(self.weights[f"{part}.weight"])
        weight = self.add("DequantizeLinear", [self.constant(values.T), self.constant(scale)], axis=1)
        return self.add("Add", [self.add("MatMul", [x, weight]), self.constant(self.weights[f"{part}.bias"])])

    def norm(self, part: str, x: str) -> str:
        """Layer norm over the last axis."""
        inputs = [x, *(self.constant(self.weights[f"{part}.{kind}"]) for kind in ("weight", "bias"))]
        return self.add("LayerNormalization", inputs, axis=-1, epsilon=1e-12)

    def add_rows(self, x: str, numbers: str, tables: Iterable[Array]) -> str:
        """x + for each table the rows that a column of the numbers [.., .., columns] names."""
        for column, table in enumerate(tables):
            number = self.add("Gather", [numbers, self.constant(np.array(column))], axis=2)
            x = self.add("Add", [x, self.add("Gather", [self.constant(table), number])])
        return x

    def rename(self, name: str, new: str) -> None:
        """Give an output of the graph its public name."""
        self.nodes.append(helper.make_node("Identity", [name], [new]))

    def save(self, path: Path, inputs: Mapping[str, tuple[int, Sequence[object]]], outputs: Sequence[str]) -> None:
        """Write the graph; inputs are name -> (type, shape)."""
        given = [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()]
        wanted = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        graph = helper.make_graph(self.nodes, path.stem, given, wanted, self.constants)
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10), path)


def quantise(weight: Array) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 values and their scale, symmetric, one scale for each row."""
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-8).astype(np.float32) / 127
    return np.round(weight / scale[:, None]).astype(np.int8), scale


def export_model(network: Network, tokenizer: Path, out: Path, settings: Mapping[str, object]) -> None:
    """Write ``encoder.onnx``, ``pairs.onnx``, ``tokenizer.json`` and ``settings.json`` into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.detach().float().cpu().numpy() for name, tensor in network.state_dict().items()}
    fix_inputs(weights)
    tables = [table.detach().float().cpu().numpy() for table in network.tables()]
    export_encoder(weights, out / "encoder.onnx")
    export_pairs(weights, tables, out / "pairs.onnx")
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    (out / "settings.json").write_text(json.dumps(settings) + "\n", encoding="utf-8")


def fix_inputs(weights: dict[str, Array]) -> None:
    """Let the encoder follow the first guideline always, and be blind to entity labels, as it was in training."""
    weights["positions.weight"] = weights["positions.weight"] + weights["guideline.weight"][0]
    entities = weights[f"inputs.{ENTITY_INPUT}.weight"]
    weights[f"inputs.{ENTITY_INPUT}.weight"] = np.repeat(entities[:1], len(entities), axis=0)


def export_encoder(weights: Mapping[str, Array], path: Path) -> None:
    """ids, inputs, lengths -> vectors, cue scores, name scores."""
    graph = Graph(weights)
    x, padding = graph.norm("norm", embed(graph)), hide_padding(graph)
    for number in range(sum(name.endswith(".qkv.weight") for name in weights)):
        x = add_layer(graph, f"layers.{number}.", x, padding)
    graph.rename(x, "vectors")
    graph.rename(graph.linear("cue", x), "cues")
    graph.rename(graph.linear("names", x), "names")
    inputs = {
        "ids": (TensorProto.INT64, ("windows", "length")),
        "inputs": (TensorProto.INT64, ("windows", "length", "columns")),
        "lengths": (TensorProto.INT32, ("windows",)),
    }
    graph.save(path, inputs, ["vectors", "cues", "names"])


def embed(graph: Graph) -> str:
    """Add the sum of word (int8 rows), position and input embeddings."""
    values, scale = quantise(graph.weights["words.weight"])
    rows = graph.add("Cast", [graph.add("Gather", [graph.constant(values), "ids"])], to=TensorProto.FLOAT)
    x = graph.add("Mul", [rows, graph.add("Gather", [graph.constant(scale[:, None]), "ids"])])
    length = graph.add("Gather", [graph.add("Shape", ["ids"]), graph.constant(np.array([1]))])
    zero = graph.constant(np.array([0]))
    places = graph.add("Slice", [graph.constant(graph.weights["positions.weight"]), zero, length, zero])
    columns = sum(name.startswith("inputs.") for name in graph.weights)
    tables = [graph.weights[f"inputs.{column}.weight"] for column in range(columns)]
    return graph.add_rows(graph.add("Add", [x, places]), "inputs", tables)


def hide_padding(graph: Graph) -> str:
    """Add what is added to the scores of attending to a piece: HIDDEN_BY from a window's length on, else 0."""
    zero, one, length = graph.constant(np.array(0)), graph.constant(np.array(1)), graph.add("Shape", ["ids"])
    places = graph.add("Range", [zero, graph.add("Gather", [length, one]), one])
    lengths = graph.add("Cast", ["lengths"], to=TensorProto.INT64)
    axes = graph.constant(np.array([1, 2, 3]))
    inside = graph.add("Less", [places, graph.add("Unsqueeze", [lengths, axes])])
    shown, hidden = (graph.constant(np.array(value, dtype=np.float32)) for value in (0, HIDDEN_BY))
    return graph.add("Where", [inside, shown, hidden])


def add_layer(graph: Graph, layer: str, x: str, padding: str) -> str:
    """Add one transformer layer."""
    x = graph.norm(
        f"{layer}norm1", graph.add("Add", [graph.quantised(f"{layer}out", attend(graph, layer, x, padding)), x])
    )
    inner = graph.add("Gelu", [graph.quantised(f"{layer}up", x)])
    return graph.norm(f"{layer}norm2", graph.add("Add", [graph.quantised(f"{layer}down", inner), x]))


def attend(graph: Graph, layer: str, x: str, padding: str) -> str:
    """Add what every piece takes from the pieces of its window, head by head."""
    parts = graph.add("Split", [graph.quantised(f"{layer}qkv", x)], outputs=3, axis=2, num_outputs=3)
    heads = graph.constant(np.array([0, 0, HEADS, HIDDEN // HEADS]))
    query, key, value = (
        graph.add("Transpose", [graph.add("Reshape", [part, heads])], perm=perm)
        for part, perm in ((parts, [0, 2, 1, 3]), (f"{parts}.1", [0, 2, 3, 1]), (f"{parts}.2", [0, 2, 1, 3]))
    )
    scale = graph.constant(np.array((HIDDEN // HEADS) ** -0.5, dtype=np.float32))
    scores = graph.add("Add", [graph.add("Mul", [graph.add("MatMul", [query, key]), scale]), padding])
    mixed = graph.add("MatMul", [graph.add("Softmax", [scores], axis=-1), value])
    joined = graph.constant(np.array([0, 0, HIDDEN]))
    return graph.add("Reshape", [graph.add("Transpose", [mixed], perm=[0, 2, 1, 3]), joined])


def export_pairs(weights: Mapping[str, Array], tables: Iterable[Array], path: Path) -> None:
    """vectors, cues, spots, relations -> pair scores, speech scores; floats throughout, since it is small."""
    graph = Graph(weights)
    middle = graph.constant(np.array([1]))
    x = graph.add("Gather", [graph.linear("piece", "vectors"), "spots"])
    scale = graph.add("Add", [graph.linear("cue_scale", "centres"), graph.constant(np.array(1, dtype=np.float32))])
    x = graph.add("Mul", [x, graph.add("Unsqueeze", [scale, middle])])
    x = graph.add("Add", [x, graph.add("Unsqueeze", [graph.linear("cue_shift", "centres"), middle])])
    x = graph.add_rows(x, "relations", tables)
    graph.rename(graph.linear("label", graph.add("Gelu", [x])), "labels")
    graph.rename(graph.linear("speech", "centres"), "speech")
    inputs = {
        "vectors": (TensorProto.FLOAT, ("pieces", HIDDEN)),
        "centres": (TensorProto.FLOAT, ("pairs", HIDDEN)),
        "spots": (TensorProto.INT64, ("pairs", "length")),
        "relations": (TensorProto.INT64, ("pairs", "length", 3)),
    }
    graph.save(path, inputs, ["labels", "speech"])
