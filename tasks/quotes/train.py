"""Train the tagger on annotated corpora; deterministic, resumed from the last whole epoch after an interruption."""

import json
import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file  # type: ignore[import-not-found,unused-ignore]
from spacy.language import Language
from torch import Tensor
from torch.nn import functional

from tasks.quotes.corpus import Document, read_corpus
from tasks.quotes.examples import NO_LABEL, Batch, Example, Range, build_batch, build_examples, cut_windows
from tasks.quotes.network import Network, load_base
from tasks.quotes.pieces import load_tokenizer


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the outcome of a training run beside its data."""

    epochs: int = 8
    seed: int = 1
    batch_pieces: int = 2048
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    warm_up: float = 0.06
    weight_decay: float = 0.01
    dropout: float = 0.1
    drop_parse: float = 0.1
    pair_weight: float = 2.0
    average: float = 0.998
    """Decay of the running average of the weights, which is what comes out."""
    held_out: int = 60
    """Documents kept out of training, to choose settings on."""


def split_held_out(documents: Sequence[Document], count: int) -> tuple[list[Document], list[Document]]:
    """Training documents and held-out ones; the same split for the same corpus, whatever the seed."""
    chosen = set(random.Random(0).sample(range(len(documents)), min(count, len(documents) // 4)))
    kept = [document for number, document in enumerate(documents) if number not in chosen]
    return kept, [documents[number] for number in sorted(chosen)]


def train(
    corpora: Sequence[Path],
    out: Path,
    nlp: Language,
    base: Path,
    recipe: Recipe | None = None,
    report: Callable[[str], None] = print,
) -> Path:
    """Train on the corpora and leave the averaged weights at ``out/weights.pt``, whose path is returned.

    ``base`` is a folder with ``model.safetensors`` and ``tokenizer.json`` of MiniLM-L6. An interrupted run goes on
    from its last whole epoch when called again with the same arguments; ``report`` gets a line of progress at a time.
    """
    recipe = recipe or Recipe()
    out.mkdir(parents=True, exist_ok=True)
    documents = [document for path in corpora for document in read_corpus(path)]
    examples = prepare(split_held_out(documents, recipe.held_out)[0], out / "examples.pickle", nlp, base, report)
    run = Run(recipe, base, out)
    while run.epoch < recipe.epochs:
        run.train_epoch(examples, report)
        run.save()
    torch.save(run.averaged(), out / "weights.pt")
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1))
    return out / "weights.pt"


def prepare(
    documents: Sequence[Document], cache: Path, nlp: Language, base: Path, report: Callable[[str], None]
) -> list[Example]:
    """The examples of the documents, from the cache of an earlier start of the same run where there is one."""
    if not cache.exists():
        report(f"annotating {len(documents)} documents")
        examples = list(build_examples(documents, nlp, load_tokenizer(base)))
        cache.write_bytes(pickle.dumps(examples))
    return pickle.loads(cache.read_bytes())  # type: ignore[no-any-return]  # written by this very function


class Run:
    """A training run between two epochs: network, optimizer, average, and how far it is."""

    def __init__(self, recipe: Recipe, base: Path, out: Path) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.path, self.epoch = recipe, out / "checkpoint.pt", 0
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        network = Network(recipe.dropout)
        load_base(network, load_file(base / "model.safetensors"))
        self.network = network.to(self.device)
        self.average = {name: tensor.detach().clone() for name, tensor in self.network.state_dict().items()}
        self.optimizer = torch.optim.AdamW(parameter_groups(self.network, recipe))
        self.steps = 0
        if self.path.exists():
            self.load()

    def load(self) -> None:
        """Go on from the checkpoint."""
        state = torch.load(self.path, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.epoch, self.steps = state["average"], state["epoch"], state["steps"]

    def save(self) -> None:
        """Write the checkpoint beside its place, then rename: a kill leaves the one before."""
        state = {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict()}
        fresh = self.path.with_suffix(".new")
        torch.save({**state, "average": self.average, "epoch": self.epoch, "steps": self.steps}, fresh)
        fresh.replace(self.path)

    def averaged(self) -> dict[str, Tensor]:
        """The running average of the weights."""
        return {name: tensor.cpu() for name, tensor in self.average.items()}

    def train_epoch(self, examples: Sequence[Example], report: Callable[[str], None]) -> None:
        """One pass; everything random in it depends on the seed and the number of the epoch alone."""
        torch.manual_seed(self.recipe.seed * 1000 + self.epoch)
        generator = np.random.default_rng([self.recipe.seed, self.epoch])
        batches = list(plan_batches(examples, generator, self.recipe.batch_pieces))
        total, seen = len(batches) * self.recipe.epochs, []
        self.network.train()
        for number, plan in enumerate(batches):
            set_rates(self.optimizer, min((self.epoch * len(batches) + number) / total, 1.0), self.recipe.warm_up)
            seen.append(self.step(build_batch(plan, generator, self.recipe.drop_parse)))
            if number % 50 == 49 or number + 1 == len(batches):
                cue, pair = np.mean([loss[:2] for loss in seen[-50:]], axis=0)
                report(f"epoch {self.epoch + 1} step {number + 1}/{len(batches)} cue {cue:.4f} pair {pair:.4f}")
        self.epoch += 1

    def step(self, batch: Batch) -> tuple[float, ...]:
        """One update; returns the parts of the loss."""
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            parts = losses(self.network, batch, self.device)
        weights = (1.0, self.recipe.pair_weight, 0.2, 0.2)
        self.optimizer.zero_grad()
        sum(weight * part for weight, part in zip(weights, parts, strict=True)).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.steps += 1
        decay = min(self.recipe.average, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, tensor in self.network.state_dict().items():
                self.average[name].lerp_(tensor, 1 - decay)
        return tuple(float(part.detach()) for part in parts)


def parameter_groups(network: Network, recipe: Recipe) -> list[dict[str, object]]:
    """Encoder and heads learn at rates of their own; biases and norms do not decay."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        old = name.startswith(("words", "positions", "norm", "layers"))
        rate = recipe.encoder_rate if old else recipe.head_rate
        decay = recipe.weight_decay if parameter.dim() > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "peak": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]


def set_rates(optimizer: torch.optim.Optimizer, done: float, warm_up: float) -> None:
    """Linear warm-up, then linear decay to zero."""
    share = done / warm_up if done < warm_up else (1 - done) / (1 - warm_up)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * share


def plan_batches(
    examples: Sequence[Example], generator: np.random.Generator, pieces: int
) -> Iterator[list[tuple[Example, Range]]]:
    """Windows of all documents in random order, sorted by length within a pool, about ``pieces`` pieces a batch."""
    cut = [(example, window) for example in examples for window in cut_windows(example, generator)]
    order = generator.permutation(len(cut))
    batches: list[list[tuple[Example, Range]]] = []
    for start in range(0, len(cut), 400):
        pool = sorted((cut[index] for index in order[start : start + 400]), key=lambda item: item[1][1] - item[1][0])
        batch: list[tuple[Example, Range]] = []
        for example, window in pool:
            if batch and (len(batch) + 1) * (window[1] - window[0] + 2) > pieces:
                batches.append(batch)
                batch = []
            batch.append((example, window))
        batches.append(batch)
    for index in generator.permutation(len(batches)):
        yield batches[index]


def losses(network: Network, batch: Batch, device: torch.device) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Cross-entropies of cue labels, of pair labels, of being covered by any quote, of being speech."""

    def tensor(array: object) -> Tensor:
        return torch.as_tensor(array, device=device)

    mask = tensor(batch.mask)
    hidden = network.encode(tensor(batch.ids), tensor(batch.inputs), mask)
    cue = functional.cross_entropy(
        network.cue(hidden).float().flatten(0, 1), tensor(batch.cue_labels).flatten(), ignore_index=NO_LABEL
    )
    cover = functional.binary_cross_entropy_with_logits(network.cover(hidden).float()[mask], tensor(batch.cover)[mask])
    if not len(batch.pair_window):
        return cue, cue * 0, cover, cue * 0
    rows = tensor(batch.pair_window)
    vectors = cue_vectors(hidden[rows], tensor(batch.pair_cue))
    logits = network.pair(network.piece(hidden)[rows], vectors, tensor(batch.relations))
    pair = label_loss(logits, tensor(batch.pair_labels))
    speech = functional.binary_cross_entropy_with_logits(network.speech(vectors)[:, 0].float(), tensor(batch.speech))
    return cue, pair, cover, speech


def label_loss(scores: Tensor, labels: Tensor) -> Tensor:
    """Mean cross-entropy of scores [.., length, labels] over the pieces that have a label."""
    return functional.cross_entropy(scores.float().flatten(0, 1), labels.flatten(), ignore_index=NO_LABEL)


def cue_vectors(hidden: Tensor, cues: Tensor) -> Tensor:
    """Mean vector of each cue: hidden [pairs, length, HIDDEN], cues [pairs, 2] -> [pairs, HIDDEN]."""
    places = torch.arange(hidden.shape[1], device=hidden.device)
    inside = ((places >= cues[:, :1]) & (places < cues[:, 1:])).to(hidden.dtype)
    return torch.einsum("pl,plh->ph", inside, hidden) / inside.sum(1, keepdim=True)
