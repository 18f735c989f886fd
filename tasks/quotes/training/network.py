"""The network, in torch, for training only: an encoder, a head for cues, one for what belongs to a cue, their loss."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from tasks.quotes.tagging.features import INPUT_SIZES
from tasks.quotes.tagging.names import NAME_LABELS
from tasks.quotes.tagging.relations import DISTANCES, EDGES, PARAGRAPHS, PLACES, REGIONS, RELATIONS, SENTENCES
from tasks.quotes.training.examples import CUE_LABELS, GUIDELINES, PAIR_LABELS, Batch

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, VOCABULARY = 384, 6, 12, 1536, 512, 30522
"""The shape of MiniLM-L6 (Wang et al., NeurIPS 2020); a network may have fewer layers, less wide inside."""
WIDTH = 256
BERT_PARTS = {
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "norm1",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm2",
}
"""Name of a layer's part in a checkpoint of BERT -> in ``Layer``."""


class Layer(nn.Module):  # type: ignore[misc]
    """One transformer layer of BERT (normalised after each part)."""

    def __init__(self, dropout: float, inner: int) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, inner)
        self.down = nn.Linear(inner, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [batch, length, HIDDEN], mask [batch, 1, 1, length] true where there is a piece."""
        x = self.attend(x, mask)
        return self.norm2(x + functional.dropout(self.down(self.expand(x)), self.dropout, self.training))

    def attend(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return what the first half of the layer makes of x."""
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        # Without dropout of its own: that keeps torch from its fused attention, a quarter of a training's time.
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, length, HIDDEN))
        return self.norm1(x + functional.dropout(mixed, self.dropout, self.training))

    def expand(self, x: Tensor) -> Tensor:
        """Return the units of the second half's wide middle: [.., inner]."""
        return functional.gelu(self.up(x))


class Network(nn.Module):  # type: ignore[misc]
    """Word pieces -> vectors -> cue and name labels; vectors and a cue -> for every piece, what it is to that cue."""

    def __init__(self, dropout: float = 0.1, layers: int = LAYERS, inner: int = INNER) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.inputs = nn.ModuleList(nn.Embedding(size, HIDDEN) for size in INPUT_SIZES)
        self.guideline = nn.Embedding(GUIDELINES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout, inner) for _ in range(layers))
        self.cue = nn.Linear(HIDDEN, len(CUE_LABELS))
        self.names = nn.Linear(HIDDEN, len(NAME_LABELS))
        self.cover = nn.Linear(HIDDEN, 2)
        self.speech = nn.Linear(HIDDEN, 1)
        self.piece = nn.Linear(HIDDEN, WIDTH)
        self.cue_scale = nn.Linear(HIDDEN, WIDTH)
        self.cue_shift = nn.Linear(HIDDEN, WIDTH)
        self.relation = nn.Embedding(RELATIONS // EDGES, WIDTH)
        self.edge = nn.Embedding(RELATIONS, WIDTH)
        self.distance = nn.Embedding(DISTANCES, WIDTH)
        self.sentence = nn.Embedding(2 * SENTENCES + 1, WIDTH)
        self.paragraph = nn.Embedding(2 * PARAGRAPHS + 1, WIDTH)
        self.region = nn.Embedding(REGIONS, WIDTH)
        self.label = nn.Linear(WIDTH, len(PAIR_LABELS))
        self.dropout = dropout
        self.start_small()

    def start_small(self) -> None:
        """Start the learned inputs near zero, so that training begins at the base model."""
        for module in (*self.inputs, self.relation, self.distance, self.sentence, self.paragraph, self.region):
            nn.init.normal_(module.weight, std=0.02)
        nn.init.zeros_(self.edge.weight)
        nn.init.zeros_(self.guideline.weight)
        nn.init.normal_(self.cue_scale.weight, std=0.01)

    def encode(self, ids: Tensor, inputs: Tensor, mask: Tensor, guidelines: Tensor) -> Tensor:
        """ids, mask [batch, length], inputs [batch, length, columns], guidelines [batch] -> [batch, length, HIDDEN]."""
        x = self.embed(ids, inputs, guidelines)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return x

    def embed(self, ids: Tensor, inputs: Tensor, guidelines: Tensor) -> Tensor:
        """Return what the first layer reads."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.guideline(guidelines)[:, None]
        for column, embedding in enumerate(self.inputs):
            x = x + embedding(inputs[..., column])
        return functional.dropout(self.norm(x), self.dropout, self.training)

    def tables(self) -> tuple[Tensor, Tensor, Tensor]:
        """Return a table for each column of the relations: [RELATIONS, WIDTH], [DISTANCES, WIDTH], [PLACES, WIDTH].

        A place number stands for the sum of three embeddings: sentence, paragraph and region.
        """
        every = torch.arange(RELATIONS, device=self.edge.weight.device)
        places = torch.arange(PLACES, device=self.edge.weight.device)
        regions, rest = places % REGIONS, places // REGIONS
        paragraphs, sentences = rest % (2 * PARAGRAPHS + 1), rest // (2 * PARAGRAPHS + 1)
        place = self.sentence(sentences) + self.paragraph(paragraphs) + self.region(regions)
        return self.relation(every // EDGES) + self.edge.weight, self.distance.weight, place

    def pair(self, pieces: Tensor, cue: Tensor, relations: Tensor) -> Tensor:
        """pieces [pairs, length, WIDTH] (projected), cue [pairs, HIDDEN], relations [pairs, length, 3] -> logits."""
        tables = self.tables()
        known = sum(functional.embedding(relations[..., column], table) for column, table in enumerate(tables))
        scale, shift = 1 + self.cue_scale(cue), self.cue_shift(cue)
        mixed = functional.gelu(pieces * scale[:, None] + shift[:, None] + known)
        return self.label(functional.dropout(mixed, self.dropout, self.training))


def load_base(network: Network, weights: Mapping[str, Tensor]) -> None:
    """Put the weights of a MiniLM-L6 checkpoint (BERT names) into the encoder.

    The sequence type is folded into the positions; query, key and value become one matrix.
    """
    state = network.state_dict()
    state["words.weight"] = weights["embeddings.word_embeddings.weight"]
    types = weights["embeddings.token_type_embeddings.weight"][0]
    state["positions.weight"] = weights["embeddings.position_embeddings.weight"] + types
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = weights[f"embeddings.LayerNorm.{kind}"]
        for number in range(LAYERS):
            old, new = f"encoder.layer.{number}", f"layers.{number}"
            attention = [weights[f"{old}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            state[f"{new}.qkv.{kind}"] = torch.cat(attention)
            for theirs, ours in BERT_PARTS.items():
                state[f"{new}.{ours}.{kind}"] = weights[f"{old}.{theirs}.{kind}"]
    network.load_state_dict(state)


def measure(network: Network, batch: Batch, device: torch.device) -> tuple[Tensor, ...]:
    """Return the loss of cue labels, pair labels, being covered by any quote, being speech, names and vectors.

    The network reads the windows with the cues that are marked in them; without any, pairs and speech lose 0.
    """
    ids, inputs, mask, guidelines, names, vectors, cue_targets, cover, rows, cues, relations, pair_targets, speech = (
        torch.as_tensor(part, device=device) for part in batch
    )
    hidden = network.encode(ids, inputs, mask, guidelines)
    cue = label_loss(network.cue(hidden).float(), cue_targets)
    covered = functional.binary_cross_entropy_with_logits(network.cover(hidden).float()[mask], cover[mask])
    named, far = name_loss(network.names(hidden).float(), names), vector_loss(hidden.float(), vectors, mask)
    if not len(rows):
        return cue, cue * 0, covered, cue * 0, named, far
    # Selected, not indexed: the gradient of an index adds up in whatever order the threads come.
    centres = cue_vectors(torch.index_select(hidden, 0, rows), cues)
    pieces = torch.index_select(network.piece(hidden), 0, rows)
    pair = label_loss(network.pair(pieces, centres, relations).float(), pair_targets)
    spoken = functional.binary_cross_entropy_with_logits(network.speech(centres)[:, 0].float(), speech)
    return cue, pair, covered, spoken, named, far


def name_loss(scores: Tensor, allowed: Tensor) -> Tensor:
    """Return -log of the chance of any allowed label: scores [.., labels], allowed [..] a bit a label, 0 not judged.

    What the labels of a piece may be is known, which of them it is need not be (Tsuboi et al., COLING 2008).
    """
    judged = allowed != 0
    bits = (allowed[judged][:, None] >> torch.arange(scores.shape[-1], device=scores.device)) & 1
    likely = functional.log_softmax(scores[judged], dim=-1).masked_fill(bits == 0, float("-inf"))
    return -torch.logsumexp(likely, dim=-1).sum() / max(len(bits), 1)


def vector_loss(hidden: Tensor, taught: Tensor, mask: Tensor) -> Tensor:
    """Return the mean square distance from a teacher's vectors, in parts of their variance; 0 where none are given."""
    if not taught.shape[-1]:
        return hidden.sum() * 0
    given = taught[..., :HIDDEN].float()
    inside = mask & given.any(dim=-1)
    return functional.mse_loss(hidden[inside], given[inside]) / given[inside].var()


def label_loss(scores: Tensor, targets: Tensor) -> Tensor:
    """Return the cross-entropy of scores [.., length, labels] against chances, a mean over pieces that have any."""
    return -(targets * functional.log_softmax(scores, dim=-1)).sum() / targets.sum()


def cue_vectors(hidden: Tensor, cues: Tensor) -> Tensor:
    """Return the mean vector of each cue: hidden [pairs, length, HIDDEN], cues [pairs, 2] -> [pairs, HIDDEN]."""
    places = torch.arange(hidden.shape[1], device=hidden.device)
    inside = ((places >= cues[:, :1]) & (places < cues[:, 1:])).to(hidden.dtype)
    return torch.einsum("pl,plh->ph", inside, hidden) / inside.sum(1, keepdim=True)
