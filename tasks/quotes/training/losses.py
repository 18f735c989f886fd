"""What training minimises: the errors of both heads against the gold."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from tasks.quotes.training.examples import Batch
from tasks.quotes.training.network import Network


@dataclass(frozen=True, slots=True)
class Output:
    """What a network says about one batch, as scores; the last three are None for a batch without cues."""

    cue: Tensor
    cover: Tensor
    pair: Tensor | None
    speech: Tensor | None


def read_batch(network: Network, batch: Batch, device: torch.device) -> Output:
    """Run the network over a batch, with the cues that are marked in it."""
    hidden = network.encode(
        torch.as_tensor(batch.ids, device=device),
        torch.as_tensor(batch.inputs, device=device),
        torch.as_tensor(batch.mask, device=device),
    )
    cue, cover = network.cue(hidden).float(), network.cover(hidden).float()
    if not len(batch.pair_window):
        return Output(cue, cover, None, None)
    rows = torch.as_tensor(batch.pair_window, device=device)
    # Selected, not indexed: the gradient of an index adds up in whatever order the threads come.
    vectors = cue_vectors(torch.index_select(hidden, 0, rows), torch.as_tensor(batch.pair_cue, device=device))
    relations = torch.as_tensor(batch.relations, device=device)
    pair = network.pair(torch.index_select(network.piece(hidden), 0, rows), vectors, relations).float()
    return Output(cue, cover, pair, network.speech(vectors)[:, 0].float())


def measure(output: Output, batch: Batch) -> tuple[Tensor, ...]:
    """Loss of cue labels, of pair labels, of being covered by any quote, of being speech."""
    device = output.cue.device
    cue = label_loss(output.cue, torch.as_tensor(batch.cue_targets, device=device))
    mask, cover = torch.as_tensor(batch.mask, device=device), torch.as_tensor(batch.cover, device=device)
    covered = functional.binary_cross_entropy_with_logits(output.cover[mask], cover[mask])
    if output.pair is None or output.speech is None:
        return cue, cue * 0, covered, cue * 0
    pair = label_loss(output.pair, torch.as_tensor(batch.pair_targets, device=device))
    wanted = torch.as_tensor(batch.speech, device=device)
    return cue, pair, covered, functional.binary_cross_entropy_with_logits(output.speech, wanted)


def label_loss(scores: Tensor, targets: Tensor) -> Tensor:
    """Return the cross-entropy of scores [.., length, labels] against chances, a mean over pieces that have any."""
    return -(targets * functional.log_softmax(scores, dim=-1)).sum() / targets.sum()


def cue_vectors(hidden: Tensor, cues: Tensor) -> Tensor:
    """Return the mean vector of each cue: hidden [pairs, length, HIDDEN], cues [pairs, 2] -> [pairs, HIDDEN]."""
    places = torch.arange(hidden.shape[1], device=hidden.device)
    inside = ((places >= cues[:, :1]) & (places < cues[:, 1:])).to(hidden.dtype)
    return torch.einsum("pl,plh->ph", inside, hidden) / inside.sum(1, keepdim=True)
