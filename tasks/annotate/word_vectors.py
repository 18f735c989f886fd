"""spaCy's tok2vec with the same output in a third of the time: embedded words from a table, convolutions by OpenVINO.

What it embeds is a function of a word's form, norm and space alone, and nine words of ten have been seen before. The
convolutions of a thousand words as one graph stay in the processor's cache; thinc takes arrays of megabytes through
memory some forty times.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise, repeat
from typing import Any

import numpy as np
from spacy.attrs import NORM, ORTH, SPACY
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

from tasks.quotes.tagging.runtime import THREADS, import_openvino, infer

READ = (ORTH, NORM, SPACY)
DECIDED = {"ORTH", "NORM", "SPACY", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE"}
"""What an embedding may look at in a word: its form, norm and space decide all of it."""
CONVOLUTION = "expand_window>>maxout>>layernorm>>dropout"
MOST_KEPT = 20_000
"""Words in the table, 12 MB with their keys; a full one is emptied."""
LAST_ROWS = 32
"""Words beyond those that are embedded: the last rows of a product are rounded otherwise."""
WORDS_A_CALL = 1_000
"""Whose vectors go through all convolutions together: 7 µs a word, 12 with 20,000, where thinc takes 20 to 40."""

type Docs = Sequence[Doc]
type Key = tuple[int, int, int]
"""Form, norm, and whether a space follows."""
type Floats = np.ndarray[Any, np.dtype[np.float32]]


def quicken_tok2vec(nlp: Language) -> None:
    """Let `WordVectors` predict for the tok2vec of a pipeline, where that is of the usual build."""
    pipe: Any = nlp.get_pipe("tok2vec") if nlp.has_pipe("tok2vec") else None
    if pipe is not None and is_usual(pipe.model):
        pipe.predict = WordVectors(pipe.model, nlp.vocab)


def is_usual(model: Model[Any, Any]) -> bool:
    """Return whether a tok2vec is what `WordVectors` knows: embedding by form, norm and space, then convolutions."""
    if len(model.layers) != 2 or len(model.layers[1].layers) != 1:
        return False
    embed, encode = model.layers
    columns = {column for node in embed.walk() for column in node.attrs.get("columns", ())}
    windows = {node.attrs["window_size"] for node in encode.walk() if node.name == "expand_window"}
    stack = encode.layers[0].layers
    is_known = all(layer.layers and layer.layers[0].name == CONVOLUTION for layer in stack)
    return columns <= DECIDED and windows == {1} and is_known


class WordVectors:
    """What a tok2vec predicts: vectors [words, width] of each document."""

    def __init__(self, model: Model[Any, Any], vocab: Vocab) -> None:
        self.embed, self.encode = model.layers
        self.vocab = vocab
        [self.stack] = self.encode.layers
        self.reach = len(self.stack.layers)
        self.places: dict[Key, int] = {}
        self.table = np.empty((0, 0), np.float32)
        """The embedded words, at the places that the other has."""

    @cached_property
    def request(self) -> Any:
        """Return a request to the convolutions, compiled at the first document: a process that forks has no runtime."""
        return compile_stack(self.stack)

    def __call__(self, docs: Docs) -> list[Floats]:
        """Return the vectors of each document."""
        if not any(map(len, docs)):
            return [np.zeros((0, self.embed.get_dim("nO")), np.float32) for _ in docs]
        ops, pad = self.encode.ops, self.encode.attrs["pad"]
        embedded: Any = self.embed_words(docs)
        found: Any = self.convolve(ops.flatten(embedded, pad=pad))
        lengths: Any = np.array([len(doc) for doc in docs])
        vectors: list[Any] = ops.unflatten(found, lengths, pad=pad)
        return vectors

    def embed_words(self, docs: Docs) -> list[Floats]:
        """Return the embedded words of each document, from the table; what is new to it is embedded first."""
        words = np.concatenate([doc.to_array(list(READ)).reshape(-1, len(READ)) for doc in docs])
        keys: list[Key] = list(zip(*words.T.tolist(), strict=True))
        new = [key for key in dict.fromkeys(keys) if key not in self.places]
        if len(self.places) + len(new) > len(self.table):
            self.places, new = {}, list(dict.fromkeys(keys))
            self.table = np.empty((max(MOST_KEPT, len(new)), self.embed.get_dim("nO")), np.float32)
        if new:
            self.table[len(self.places) : len(self.places) + len(new)] = self.embed_new(new)
            self.places |= zip(new, range(len(self.places), len(self.places) + len(new)), strict=True)
        vectors = self.table[[self.places[key] for key in keys]]
        return [vectors[start:end] for start, end in pairwise([0, *accumulate(map(len, docs))])]

    def embed_new(self, keys: Sequence[Key]) -> Floats:
        """Return the embedded words."""
        padded = [*keys, *repeat(keys[0], LAST_ROWS)]
        forms, norms, spaces = zip(*padded, strict=True)
        doc = Doc(
            self.vocab, words=[self.vocab.strings[form] for form in forms], spaces=[space == 1 for space in spaces]
        )
        column: Any = np.array(norms, dtype=np.uint64)[:, None]
        doc.from_array([NORM], column)
        [vectors] = self.embed.predict([doc])
        return np.asarray(vectors)[: len(keys)]

    def convolve(self, vectors: Floats) -> Floats:
        """Return what the stack of convolutions makes of vectors [words, width]: vectors of the same shape."""
        found = []
        for start in range(0, len(vectors), WORDS_A_CALL):
            first, end = max(start - self.reach, 0), start + WORDS_A_CALL
            given = {"vectors": vectors[first : end + self.reach]}
            found.append(infer(self.request, given)[0][start - first : end - first])
        return np.concatenate(found)


def compile_stack(stack: Model[Any, Any]) -> Any:
    """Return a request to the convolutions of a tok2vec, in floats; `vectors` is their input."""
    openvino = import_openvino()
    from openvino import opset13 as op

    width = stack.layers[0].get_dim("nO")
    given = op.parameter([-1, width], np.float32, name="vectors")
    vectors, edge = given, np.zeros((1, width), np.float32)
    for layer in stack.layers:
        nodes = {node.name: node for node in layer.walk()}
        weights, bias, scale, shift = (
            np.asarray(nodes[name].get_param(parameter))
            for name, parameter in (("maxout", "W"), ("maxout", "b"), ("layernorm", "G"), ("layernorm", "b"))
        )
        before = op.concat([edge, op.slice(vectors, [0], [-1], [1], [0])], 0)
        behind = op.concat([op.slice(vectors, [1], [np.iinfo(np.int64).max], [1], [0]), edge], 0)
        window = op.concat([before, vectors, behind], 1)
        by_part = np.moveaxis(weights, 1, 0).reshape(-1, weights.shape[-1])  # of [width, parts, 3 * width]
        sums = op.add(op.matmul(window, np.ascontiguousarray(by_part), False, True), bias.T.reshape(1, -1))
        parts = op.split(sums, 1, weights.shape[1]).outputs()
        largest = parts[0]
        for part in parts[1:]:
            largest = op.maximum(largest, part)
        normed = op.mvn(largest, [1], True, 1e-8, "inside_sqrt")
        vectors = op.add(op.add(op.multiply(normed, scale[None]), shift[None]), vectors)
    network = openvino.Model([vectors], [given], "tok2vec")
    return openvino.compile_model(network, "CPU", THREADS | {"INFERENCE_PRECISION_HINT": "f32"}).create_infer_request()
