"""What decides the outcome of a training beside its data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the outcome of a training run beside its data, its start and its teachers."""

    epochs: int = 8
    seed: int = 1
    batch_pieces: int = 2048
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    warm_up: float = 0.06
    weight_decay: float = 0.01
    dropout: float = 0.1
    drop_parse: float = 0.1
    """Share of the windows in which the parse is blanked out."""
    most_masked: float = 0.2
    """In each window a share of the pieces, drawn between 0 and this, is masked."""
    taught: float = 0.5
    """Weight of what the teachers say against the gold, where there are teachers."""
    pair_weight: float = 2.0
    layers: int = 6
    inner: int = 1536
    """Of the encoder: its layers and the width of their feed-forward part; less than the start has is cut from it."""
    name_weight: float = 1.0
    hidden_weight: float = 1.0
    """Weight of the distance from the first teacher's vectors, at the start; it falls to 0 over the training."""
    one_case: float = 0.12
    """How often, for each time that a document is read, it is read all in small letters or all in capitals."""
    average: float = 0.998
    """Decay of the running average of the weights, which is what comes out."""
    runs: int = 1
    """Runs from one start whose weights are averaged; each has the seed after that of the one before."""
    held_out: int = 60
    """Documents kept out of training, to choose settings on."""
