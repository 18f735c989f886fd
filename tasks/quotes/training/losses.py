"""What training minimises: the errors of both heads against the gold."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, log_softmax

from tasks.quotes.training.examples import Batch
from tasks.quotes.training.network import Network


def measure(network: Network, batch: Batch, device: torch.device) -> tuple[Tensor, ...]:
    """Return the loss of cue labels, of pair labels, of being covered by any quote, of being speech.

    The network reads the windows with the cues that are marked in them; without any, pairs and speech lose 0.
    """
    ids, inputs, mask, cue_targets, cover, rows, cues, relations, pair_targets, speech = (
        torch.as_tensor(part, device=device) for part in batch
    )
    hidden = network.encode(ids, inputs, mask)
    cue = label_loss(network.cue(hidden).float(), cue_targets)
    covered = binary_cross_entropy_with_logits(network.cover(hidden).float()[mask], cover[mask])
    if not len(rows):
        return cue, cue * 0, covered, cue * 0
    # Selected, not indexed: the gradient of an index adds up in whatever order the threads come.
    vectors = cue_vectors(torch.index_select(hidden, 0, rows), cues)
    pieces = torch.index_select(network.piece(hidden), 0, rows)
    pair = label_loss(network.pair(pieces, vectors, relations).float(), pair_targets)
    return cue, pair, covered, binary_cross_entropy_with_logits(network.speech(vectors)[:, 0].float(), speech)


def label_loss(scores: Tensor, targets: Tensor) -> Tensor:
    """Return the cross-entropy of scores [.., length, labels] against chances, a mean over pieces that have any."""
    return -(targets * log_softmax(scores, dim=-1)).sum() / targets.sum()


def cue_vectors(hidden: Tensor, cues: Tensor) -> Tensor:
    """Return the mean vector of each cue: hidden [pairs, length, HIDDEN], cues [pairs, 2] -> [pairs, HIDDEN]."""
    places = torch.arange(hidden.shape[1], device=hidden.device)
    inside = ((places >= cues[:, :1]) & (places < cues[:, 1:])).to(hidden.dtype)
    return torch.einsum("pl,plh->ph", inside, hidden) / inside.sum(1, keepdim=True)
