"""How each word piece stands to a cue: in the parse, in distance, in sentences, paragraphs and quoted regions."""

from collections.abc import Sequence

import numpy as np

from tasks.quotes.tagging.features import DEPS, Features, Tree
from tasks.quotes.tagging.pieces import Ints, Longs, Range

NO_PARSE, OTHER_SENTENCE, ELSEWHERE, CUE, PARENT, ANCESTOR, CHILD = range(7)
SIBLING = CHILD + len(DEPS) + 1
"""CHILD + dep: in the subtree that hangs on the cue by that dep. SIBLING + dep: the same for the cue's parent."""
EDGES = 4
"""Neither, first token, last token, both, of that subtree."""
RELATIONS = (SIBLING + len(DEPS) + 1) * EDGES

HIGHEST = 256
"""So many tokens above the cue's parent are looked at; only a text that is no prose has a deeper parse."""
FARTHEST = 16
DISTANCES = 2 * FARTHEST + 1
SENTENCES, PARAGRAPHS, REGIONS = 3, 2, 6
PLACES = (2 * SENTENCES + 1) * (2 * PARAGRAPHS + 1) * REGIONS


def build_relations(features: Features, cues: Sequence[Range], windows: Sequence[Range]) -> Ints:
    """Return [cues, pieces, 3]: tree relation, distance and place of each piece of a cue's window, seen from the cue.

    All windows have one length.
    """
    edges, starts = np.array(cues), np.array(windows)[:, :1]
    pieces = starts + np.arange(windows[0][1] - windows[0][0])
    trees = np.stack([relate_pieces(features, cue, around) for cue, around in zip(cues, windows, strict=True)])
    distances = bucket_distance(pieces, edges[:, :1], edges[:, 1:])
    return np.stack([trees, distances, locate(features, edges[:, :1], pieces)], axis=-1).astype(np.int32)


def relate_pieces(features: Features, cue: Range, window: Range) -> Ints:
    """Return for each piece of a window what its token is to the cue in the parse."""
    tokens = features.token[slice(*window)]
    within = int(tokens[0]), int(tokens[-1]) + 1
    tree = relate_tokens(features.tree, find_head(features.tree, features.token[cue[0] : cue[1]]), within)
    return tree[tokens - within[0]]


def find_head(tree: Tree, tokens: Ints) -> int:
    """Return the token of the cue that the others hang on: the first whose head lies outside the cue or is itself."""
    first, last = int(tokens[0]), int(tokens[-1])
    heads = tree.heads[first : last + 1]
    tops = (heads < first) | (heads > last) | (heads == np.arange(first, last + 1))
    return first + int(tops.argmax())


def relate_tokens(tree: Tree, cue: int, within: Range) -> Ints:
    """Return for every token of a range its relation to the cue's head token, times EDGES, plus its edge."""
    first, last = within
    relations = np.full(last - first, NO_PARSE * EDGES, dtype=np.int32)
    if not tree.is_parsed:
        return relations
    is_same = tree.sentence[first:last] == tree.sentence[cue]
    relations[:] = np.where(is_same, ELSEWHERE, OTHER_SENTENCE) * EDGES
    parent = int(tree.heads[cue])
    if parent != cue:
        token, height = parent, 0
        while (head := int(tree.heads[token])) != token and height < HIGHEST:
            mark(relations, head - first, ANCESTOR)
            token, height = head, height + 1
        fill_subtrees(tree, parent, within, SIBLING, relations)
        mark(relations, parent - first, PARENT)
    fill_subtrees(tree, cue, within, CHILD, relations)
    mark(relations, cue - first, CUE)
    return relations


def mark(relations: Ints, place: int, relation: int) -> None:
    """Write the relation of one token, where it is in the range."""
    if 0 <= place < len(relations):
        relations[place] = relation * EDGES


def fill_subtrees(tree: Tree, top: int, within: Range, kind: int, relations: Ints) -> None:
    """Write the relation of every token below ``top``: the dep by which its subtree hangs on it."""
    first, last = within
    for child in tree.find_children(top, within):
        left, right = int(tree.left[child]), int(tree.right[child])
        relations[max(left - first, 0) : max(right + 1 - first, 0)] = (kind + tree.deps[child]) * EDGES
        if first <= left < last:
            relations[left - first] += 1
        if first <= right < last:
            relations[right - first] += 2


def bucket_distance(positions: Longs, first: Longs, end: Longs) -> Longs:
    """Return the signed, log-bucketed distance in pieces from cues ``first:end``; FARTHEST stands for inside one."""
    behind = np.maximum(positions - (end - 1), 0)
    distance = behind + np.maximum(first - positions, 0)
    bucket = np.minimum(1 + np.floor(2 * np.log2(np.maximum(distance, 1))), FARTHEST).astype(np.int64)
    return FARTHEST + np.where(distance == 0, 0, np.where(behind > 0, bucket, -bucket))


def locate(features: Features, cue: Longs, pieces: Longs) -> Longs:
    """Return one number for sentences and paragraphs away from a cue (clipped) and kind of quoted region."""
    sentence, paragraph = features.sentence, features.paragraph
    sentences = np.clip(sentence[pieces] - sentence[cue], -SENTENCES, SENTENCES) + SENTENCES
    paragraphs = np.clip(paragraph[pieces] - paragraph[cue], -PARAGRAPHS, PARAGRAPHS) + PARAGRAPHS
    place: Longs = (sentences * (2 * PARAGRAPHS + 1) + paragraphs) * REGIONS + classify_regions(features, cue, pieces)
    return place


def classify_regions(features: Features, cue: Longs, pieces: Longs) -> Longs:
    """Return outside (0), the cue's own region (1), the nearest before (2) and after (3), farther ones (4, 5)."""
    own = features.region[cue]
    after = np.where(own >= 0, own + 1, np.searchsorted(features.region_starts, cue, side="right"))
    before = np.where(own >= 0, own, after) - 1
    region = features.region[pieces]
    tests = [region < 0, region == own, region == before, region == after, region < before]
    return np.select(tests, [0, 1, 2, 3, 4], 5)
