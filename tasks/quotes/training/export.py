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

OPSET, MICROSOFT = 20, "com.microsoft"
"""ONNX Runtime's own operators (domain com.microsoft) keep attention and quantised products in one node each."""
ZERO = 128
"""The unsigned value that stands for a weight of 0."""


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

    def add(self, kind: str, inputs: Sequence[str], domain: str = "", outputs: int = 1, **attributes: object) -> str:
        """Return the name of the first output; further ones are named with ``.1``, ``.2`` after it."""
        name = f"n{len(self.nodes)}"
        names = [name, *(f"{name}.{number}" for number in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, inputs, names, name=f"{kind}_{name}", domain=domain, **attributes))
        return name

    def linear(self, part: str, x: str) -> str:
        """x @ weight.T + bias in floats."""
        product = self.add("MatMul", [x, self.constant(self.weights[f"{part}.weight"].T)])
        return self.add("Add", [product, self.constant(self.weights[f"{part}.bias"])])

    def quantised(self, part: str, x: str) -> str:
        """Return the same with 8-bit weights, a scale for each output; x is quantised by its range in this call.

        The weights are stored unsigned, around 128: products with signed ones saturate at 16 bits on processors
        without VNNI, so that quotes would hang on the processor (whole quotes of GUM dev: 81.2 there, 84.0 with
        VNNI). Unsigned ones give the same sums on every processor, at a fifth less speed without VNNI.
        """
        values, scale = quantise(self.weights[f"{part}.weight"])
        unsigned = (values.astype(np.int16) + ZERO).astype(np.uint8)
        zero = self.constant(np.full(len(scale), ZERO, dtype=np.uint8))
        inputs = [x, self.constant(unsigned.T), self.constant(scale), zero]
        return self.add("DynamicQuantizeMatMul", [*inputs, self.constant(self.weights[f"{part}.bias"])], MICROSOFT)

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
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=10), path)


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
    x = graph.norm("norm", embed(graph))
    for number in range(sum(name.endswith(".qkv.weight") for name in weights)):
        x = add_layer(graph, f"layers.{number}.", x)
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


def add_layer(graph: Graph, layer: str, x: str) -> str:
    """Add one transformer layer.

    Sums and norms are nodes of their own: SkipLayerNormalization, which does both, makes the whole encoder a quarter
    slower.
    """
    query = graph.add("Split", [graph.quantised(f"{layer}qkv", x)], outputs=3, axis=2, num_outputs=3)
    inputs = [query, f"{query}.1", f"{query}.2", "", "lengths"]
    mixed = graph.add("MultiHeadAttention", inputs, MICROSOFT, num_heads=HEADS)
    x = graph.norm(f"{layer}norm1", graph.add("Add", [graph.quantised(f"{layer}out", mixed), x]))
    inner = graph.add("Gelu", [graph.quantised(f"{layer}up", x)], MICROSOFT)
    return graph.norm(f"{layer}norm2", graph.add("Add", [graph.quantised(f"{layer}down", inner), x]))


def export_pairs(weights: Mapping[str, Array], tables: Iterable[Array], path: Path) -> None:
    """vectors, cues, spots, relations -> pair scores, speech scores; floats throughout, since it is small."""
    graph = Graph(weights)
    middle = graph.constant(np.array([1]))
    x = graph.add("Gather", [graph.linear("piece", "vectors"), "spots"])
    scale = graph.add("Add", [graph.linear("cue_scale", "centres"), graph.constant(np.array(1, dtype=np.float32))])
    x = graph.add("Mul", [x, graph.add("Unsqueeze", [scale, middle])])
    x = graph.add("Add", [x, graph.add("Unsqueeze", [graph.linear("cue_shift", "centres"), middle])])
    x = graph.add_rows(x, "relations", tables)
    graph.rename(graph.linear("label", graph.add("Gelu", [x], MICROSOFT)), "labels")
    graph.rename(graph.linear("speech", "centres"), "speech")
    inputs = {
        "vectors": (TensorProto.FLOAT, ("pieces", HIDDEN)),
        "centres": (TensorProto.FLOAT, ("pairs", HIDDEN)),
        "spots": (TensorProto.INT64, ("pairs", "length")),
        "relations": (TensorProto.INT64, ("pairs", "length", 3)),
    }
    graph.save(path, inputs, ["labels", "speech"])
