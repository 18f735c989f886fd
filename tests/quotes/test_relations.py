"""How tokens stand to a cue: edges of subtrees as their definition has them, and the same seen through any window."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.quotes.tagging.features import Tree, build_tree
from tasks.quotes.tagging.relations import relate_tokens


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Trees of one sentence, crossing arcs included: each token hangs on one that stands before it in some order."""
    order = draw(st.permutations(range(draw(st.integers(1, 12)))))
    heads = np.array(order)
    for place, token in enumerate(order):
        heads[token] = order[draw(st.integers(0, place - 1))] if place else token
    deps = np.arange(1, len(order) + 1, dtype=np.int32)
    return build_tree(heads, deps, np.ones(len(order), dtype=np.int32))


def list_below(tree: Tree, top: int) -> list[int]:
    """A token and all that hang on it."""
    below = [top]
    for token in below:
        below += [child for child, head in enumerate(tree.heads) if head == token != child]
    return below


@given(trees())
def test_edges_are_first_and_last_of_the_subtree(tree: Tree) -> None:
    for token in range(len(tree.heads)):
        below = list_below(tree, token)
        assert (tree.left[token], tree.right[token]) == (min(below), max(below))


@given(trees(), st.data())
def test_a_window_shows_what_the_whole_shows(tree: Tree, data: st.DataObject) -> None:
    count = len(tree.heads)
    cue, start = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count - 1))
    end = data.draw(st.integers(start + 1, count))
    whole = relate_tokens(tree, cue, (0, count))
    assert relate_tokens(tree, cue, (start, end)).tolist() == whole[start:end].tolist()
