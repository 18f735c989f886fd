"""Write trained weights as two ONNX graphs with int8 weights: the encoder with the cue head, and the pair head."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tasks.quotes.training.network import HEADS, HIDDEN, LAYERS, Network

type Array = NDArray[np.generic]

OPSET, MICROSOFT = 20, "com.microsoft"
"""ONNX Runtime's own operators (domain com.microsoft) keep attention and quantised products in one node each."""
ZERO = 128
"""The unsigned value that stands for a weight of 0."""


class Graph:
    """An ONNX graph under construction; every method adds a node and returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: Array) -> str:
        """Store a tensor in the graph and return its name."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def add(self, kind: str, inputs: Sequence[str], domain: str = "", outputs: int = 1, **attributes: object) -> str:
        """Return the name of the first output; further ones are named with ``.1``, ``.2`` after it."""
        name = f"n{len(self.nodes)}"
        names = [name, *(f"{name}.{number}" for number in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, inputs, names, name=f"{kind}_{name}", domain=domain, **attributes))
        return name

    def linear(self, x: str, weight: Array, bias: Array) -> str:
        """x @ weight.T + bias in floats."""
        return self.add("Add", [self.add("MatMul", [x, self.constant(weight.T)]), self.constant(bias)])

    def quantised(self, x: str, weight: Array, bias: Array) -> str:
        """Return the same with 8-bit weights, a scale for each output; x is quantised by its range in this call.

        The weights are stored unsigned, around 128: products with signed ones saturate at 16 bits on processors
        without VNNI, so that quotes would hang on the processor (whole quotes of GUM dev: 81.2 there, 84.0 with
        VNNI). Unsigned ones give the same sums on every processor, at a fifth less speed without VNNI.
        """
        values, scale = quantise(weight, axis=1)
        unsigned = (values.astype(np.int16) + ZERO).astype(np.uint8)
        zero = self.constant(np.full(len(scale), ZERO, dtype=np.uint8))
        inputs = [x, self.constant(unsigned.T), self.constant(scale), zero, self.constant(bias)]
        return self.add("DynamicQuantizeMatMul", inputs, MICROSOFT)

    def rename(self, name: str, new: str) -> str:
        """Give an output of the graph its public name."""
        self.nodes.append(helper.make_node("Identity", [name], [new]))
        return new

    def save(self, path: Path, inputs: dict[str, tuple[int, Sequence[str | int]]], outputs: Sequence[str]) -> None:
        """Write the graph; inputs are name -> (type, shape)."""
        given = [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()]
        wanted = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        graph = helper.make_graph(self.nodes, path.stem, given, wanted, self.constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=10), path)


def quantise(weight: Array, axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 values and their scale, symmetric, one scale for each slice along all but ``axis``."""
    scale = np.maximum(np.abs(weight).max(axis=axis), 1e-8).astype(np.float32) / 127
    return np.round(weight / np.expand_dims(scale, axis)).astype(np.int8), scale


def export_model(network: Network, tokenizer: Path, out: Path, settings: Mapping[str, object]) -> None:
    """Write ``encoder.onnx``, ``pairs.onnx``, ``tokenizer.json`` and ``settings.json`` into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.detach().float().cpu().numpy() for name, tensor in network.state_dict().items()}
    export_encoder(weights, out / "encoder.onnx")
    tables = [table.detach().float().cpu().numpy() for table in network.tables()]
    export_pairs(weights, tables, out / "pairs.onnx")
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    (out / "settings.json").write_text(json.dumps(settings) + "\n", encoding="utf-8")


def export_encoder(weights: dict[str, Array], path: Path) -> None:
    """ids, inputs, lengths -> vectors, cue scores."""
    graph = Graph()
    x = embed(graph, weights)
    x = graph.add("LayerNormalization", [x, *norm(graph, weights, "norm")], axis=-1, epsilon=1e-12)
    for number in range(LAYERS):
        x = export_layer(graph, weights, f"layers.{number}.", x)
    graph.rename(x, "vectors")
    graph.rename(graph.linear(x, weights["cue.weight"], weights["cue.bias"]), "cues")
    shape: list[str | int] = ["windows", "length"]
    inputs: dict[str, tuple[int, Sequence[str | int]]] = {
        "ids": (TensorProto.INT64, shape),
        "inputs": (TensorProto.INT64, [*shape, "columns"]),
        "lengths": (TensorProto.INT32, ["windows"]),
    }
    graph.save(path, inputs, ["vectors", "cues"])


def embed(graph: Graph, weights: dict[str, Array]) -> str:
    """Add the sum of word (int8 rows), position and input embeddings."""
    values, scale = quantise(weights["words.weight"], axis=1)
    rows = graph.add("Cast", [graph.add("Gather", [graph.constant(values), "ids"])], to=TensorProto.FLOAT)
    scales = graph.add("Gather", [graph.constant(scale[:, None]), "ids"])
    x = graph.add("Mul", [rows, scales])
    length = graph.add("Gather", [graph.add("Shape", ["ids"]), graph.constant(np.array([1]))])
    zero = graph.constant(np.array([0]))
    places = graph.add("Slice", [graph.constant(weights["positions.weight"]), zero, length, zero])
    x = graph.add("Add", [x, places])
    columns = sum(name.startswith("inputs.") for name in weights)
    for column in range(columns):
        number = graph.add("Gather", ["inputs", graph.constant(np.array(column))], axis=2)
        x = graph.add("Add", [x, graph.add("Gather", [graph.constant(weights[f"inputs.{column}.weight"]), number])])
    return x


def norm(graph: Graph, weights: dict[str, Array], name: str) -> list[str]:
    """Scale and bias of a layer norm."""
    return [graph.constant(weights[f"{name}.{kind}"]) for kind in ("weight", "bias")]


def export_layer(graph: Graph, weights: dict[str, Array], layer: str, x: str) -> str:
    """Add one transformer layer and return its output."""

    def linear(part: str, value: str) -> str:
        return graph.quantised(value, weights[f"{layer}{part}.weight"], weights[f"{layer}{part}.bias"])

    def add_norm(part: str, value: str, residual: str) -> str:
        # In two nodes: SkipLayerNormalization, which does both, makes the whole encoder a quarter slower.
        inputs = [graph.add("Add", [value, residual]), *norm(graph, weights, layer + part)]
        return graph.add("LayerNormalization", inputs, axis=-1, epsilon=1e-12)

    query = graph.add("Split", [linear("qkv", x)], outputs=3, axis=2, num_outputs=3)
    inputs = [query, f"{query}.1", f"{query}.2", "", "lengths"]
    mixed = graph.add("MultiHeadAttention", inputs, MICROSOFT, num_heads=HEADS)
    x = add_norm("norm1", linear("out", mixed), x)
    return add_norm("norm2", linear("down", graph.add("Gelu", [linear("up", x)], MICROSOFT)), x)


def export_pairs(weights: dict[str, Array], tables: Sequence[Array], path: Path) -> None:
    """vectors, cues, spots, relations -> pair scores, speech scores; floats throughout, since it is small."""
    graph = Graph()

    def linear(part: str, value: str) -> str:
        return graph.linear(value, weights[f"{part}.weight"], weights[f"{part}.bias"])

    middle = graph.constant(np.array([1]))
    x = graph.add("Gather", [linear("piece", "vectors"), "spots"])
    scale = graph.add("Add", [linear("cue_scale", "centres"), graph.constant(np.array(1, dtype=np.float32))])
    x = graph.add("Mul", [x, graph.add("Unsqueeze", [scale, middle])])
    x = graph.add("Add", [x, graph.add("Unsqueeze", [linear("cue_shift", "centres"), middle])])
    for column, table in enumerate(tables):
        number = graph.add("Gather", ["relations", graph.constant(np.array(column))], axis=2)
        x = graph.add("Add", [x, graph.add("Gather", [graph.constant(table), number])])
    graph.rename(linear("label", graph.add("Gelu", [x], MICROSOFT)), "labels")
    graph.rename(linear("speech", "centres"), "speech")
    inputs: dict[str, tuple[int, Sequence[str | int]]] = {
        "vectors": (TensorProto.FLOAT, ["pieces", HIDDEN]),
        "centres": (TensorProto.FLOAT, ["pairs", HIDDEN]),
        "spots": (TensorProto.INT64, ["pairs", "length"]),
        "relations": (TensorProto.INT64, ["pairs", "length", 3]),
    }
    graph.save(path, inputs, ["labels", "speech"])
