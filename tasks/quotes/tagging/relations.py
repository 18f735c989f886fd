"""How each word piece stands to a cue: in the parse, in distance, in sentences, paragraphs and quoted regions."""

import numpy as np
from numpy.typing import NDArray

from tasks.quotes.tagging.features import Features, Tree
from tasks.quotes.tagging.labels import DEPS
from tasks.quotes.tagging.pieces import Ints

NO_PARSE, OTHER_SENTENCE, ELSEWHERE, CUE, PARENT, ANCESTOR, CHILD = range(7)
SIBLING = CHILD + len(DEPS) + 1
"""CHILD + dep: in the subtree that hangs on the cue by that dep. SIBLING + dep: the same for the cue's parent."""
EDGES = 4
"""Neither, first token, last token, both, of that subtree."""
RELATIONS = (SIBLING + len(DEPS) + 1) * EDGES

FARTHEST = 16
DISTANCES = 2 * FARTHEST + 1
SENTENCES, PARAGRAPHS, REGIONS = 3, 2, 6
PLACES = (2 * SENTENCES + 1) * (2 * PARAGRAPHS + 1) * REGIONS


def build_relations(features: Features, cue: tuple[int, int], window: tuple[int, int]) -> NDArray[np.int32]:
    """[pieces of the window, 3]: tree relation, distance and place of each piece, seen from the cue."""
    pieces = slice(*window)
    tree = relate_tokens(features.tree, find_head(features.tree, features.token[cue[0] : cue[1]]))
    relation = tree[features.token[pieces]]
    distance = bucket_distance(np.arange(*window), cue)
    place = locate(features, cue, pieces)
    return np.stack([relation, distance, place], axis=1).astype(np.int32)


def find_head(tree: Tree, tokens: Ints) -> int:
    """The token of the cue that the others hang on: the first whose head lies outside the cue or is itself."""
    first, last = int(tokens[0]), int(tokens[-1])
    for token in range(first, last + 1):
        head = tree.heads[token]
        if head == token or not first <= head <= last:
            return token
    return first


def relate_tokens(tree: Tree, cue: int) -> Ints:
    """For every token of the document its relation to the cue's head token, times EDGES, plus its edge."""
    if not tree.deps.any():
        return np.full(len(tree.heads), NO_PARSE * EDGES, dtype=np.int32)
    first, last = np.searchsorted(tree.sentence, [tree.sentence[cue], tree.sentence[cue] + 1])
    relations = np.full(len(tree.heads), OTHER_SENTENCE * EDGES, dtype=np.int32)
    relations[first:last] = ELSEWHERE * EDGES
    parent = int(tree.heads[cue])
    if parent != cue:
        mark_ancestors(tree, parent, relations)
        fill_subtrees(tree, parent, (int(first), int(last)), SIBLING, relations)
        relations[parent] = PARENT * EDGES
    fill_subtrees(tree, cue, (int(first), int(last)), CHILD, relations)
    relations[cue] = CUE * EDGES
    return relations


def mark_ancestors(tree: Tree, token: int, relations: Ints) -> None:
    """Write the relation of every token above ``token``."""
    while (head := int(tree.heads[token])) != token:
        relations[head] = ANCESTOR * EDGES
        token = head


def fill_subtrees(tree: Tree, top: int, sentence: tuple[int, int], kind: int, relations: Ints) -> None:
    """Write the relation of every token below ``top``: the dep by which its subtree hangs on it."""
    for child in sentence[0] + np.flatnonzero(tree.heads[sentence[0] : sentence[1]] == top):
        if child != top:
            left, right = tree.left[child], tree.right[child]
            relations[left : right + 1] = (kind + tree.deps[child]) * EDGES
            relations[left] += 1
            relations[right] += 2


def bucket_distance(positions: NDArray[np.int64], cue: tuple[int, int]) -> NDArray[np.int64]:
    """Signed, log-bucketed distance in pieces from the cue; FARTHEST stands for inside it."""
    behind = np.maximum(positions - (cue[1] - 1), 0)
    ahead = np.maximum(cue[0] - positions, 0)
    distance = behind + ahead
    bucket = np.minimum(1 + np.floor(2 * np.log2(np.maximum(distance, 1))), FARTHEST).astype(np.int64)
    return FARTHEST + np.where(distance == 0, 0, np.where(behind > 0, bucket, -bucket))


def locate(features: Features, cue: tuple[int, int], pieces: slice) -> NDArray[np.int32]:
    """One number for sentences and paragraphs away from the cue (clipped) and kind of quoted region."""
    sentence = features.sentence
    sentences = np.clip(sentence[pieces] - sentence[cue[0]], -SENTENCES, SENTENCES) + SENTENCES
    paragraph = features.paragraph
    paragraphs = np.clip(paragraph[pieces] - paragraph[cue[0]], -PARAGRAPHS, PARAGRAPHS) + PARAGRAPHS
    regions = classify_regions(features, cue[0], pieces)
    place = (sentences * (2 * PARAGRAPHS + 1) + paragraphs) * REGIONS + regions
    return np.asarray(place, dtype=np.int32)


def classify_regions(features: Features, cue: int, pieces: slice) -> Ints:
    """Outside (0), the cue's own region (1), the nearest before (2) and after (3), farther ones (4, 5)."""
    own = features.region[cue]
    after = own + 1 if own >= 0 else int(np.searchsorted(features.region_starts, cue, side="right"))
    before = own - 1 if own >= 0 else after - 1
    region = features.region[pieces]
    tests = [region < 0, region == own, region == before, region == after, region < before]
    return np.asarray(np.select(tests, [0, 1, 2, 3, 4], 5), dtype=np.int32)
