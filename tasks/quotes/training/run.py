"""One training run: batches in, averaged weights out; stopped and taken up again between epochs."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file  # type: ignore[import-not-found,unused-ignore]
from torch import Tensor

from tasks.quotes.tagging.pieces import Range
from tasks.quotes.training.examples import Batch, Example, build_batch, cut_windows
from tasks.quotes.training.network import Network, load_base, measure
from tasks.quotes.training.recipe import Recipe
from tasks.quotes.training.shrink import shrink

SHOWN = 6
"""Batches by which it is judged what can be cut from a network."""


class Run:
    """A training run between two epochs: network, optimizer, average, and how far it is."""

    def __init__(self, recipe: Recipe, begin: Callable[[], Network], out: Path) -> None:
        """Go on from the checkpoint in ``out``, or begin with a network."""
        torch.manual_seed(recipe.seed)
        out.mkdir(parents=True, exist_ok=True)
        self.recipe, self.path, self.epoch = recipe, out / "checkpoint.pt", 0
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        begun = Network(recipe.dropout, recipe.layers, recipe.inner) if self.path.exists() else begin()
        self.network = begun.to(self.device)
        self.average = {name: tensor.detach().clone() for name, tensor in self.network.state_dict().items()}
        self.optimizer = torch.optim.AdamW(parameter_groups(self.network, recipe), fused=True)
        self.steps = 0
        if self.path.exists():
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

    def train_epoch(self, examples: Sequence[Example], report: Callable[[str], None]) -> None:
        """Train for one pass; everything random in it depends on the seed and the number of the epoch alone."""
        torch.manual_seed(self.recipe.seed * 1000 + self.epoch)
        generator = np.random.default_rng([self.recipe.seed, self.epoch])
        batches = plan_batches(examples, generator, self.recipe.batch_pieces)
        total, seen = len(batches) * self.recipe.epochs, []
        self.network.train()
        for number, plan in enumerate(batches):
            done = min((self.epoch * len(batches) + number) / total, 1.0)
            set_rates(self.optimizer, done, self.recipe.warm_up)
            seen.append(self.step(build_batch(plan, generator, self.recipe), done))
            if number % 50 == 49 or number + 1 == len(batches):
                losses = describe_losses(seen[-50:])
                report(f"epoch {self.epoch + 1} step {number + 1}/{len(batches)} {losses}")
        self.epoch += 1

    def test(self, examples: Sequence[Example]) -> str:
        """Return the parts of the averaged weights' loss on examples, in words."""
        recipe = replace(self.recipe, most_masked=0.0, drop_parse=0.0)
        network = Network(0.0, recipe.layers, recipe.inner).to(self.device).eval()
        network.load_state_dict(self.average)
        generator = np.random.default_rng(0)
        plans = plan_batches(examples, generator, recipe.batch_pieces)
        with torch.no_grad():
            losses = [measure(network, build_batch(plan, generator, recipe), self.device) for plan in plans]
        return describe_losses([tuple(map(float, loss)) for loss in losses])

    def step(self, batch: Batch, done: float) -> tuple[float, ...]:
        """Update the weights once and return the parts of the loss; ``done`` is the share of the training behind it."""
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=has_bfloat16(self.device)):
            parts = measure(self.network, batch, self.device)
        recipe = self.recipe
        weights = (1.0, recipe.pair_weight, 0.2, 0.2, recipe.name_weight, recipe.hidden_weight * (1 - done))
        self.optimizer.zero_grad()
        sum(weight * part for weight, part in zip(weights, parts, strict=True)).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.steps += 1
        decay = min(recipe.average, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, tensor in self.network.state_dict().items():
                self.average[name].lerp_(tensor, 1 - decay)
        return tuple(float(part.detach()) for part in parts)


def describe_losses(losses: Sequence[tuple[float, ...]]) -> str:
    """Return the mean of each part of the loss, in words."""
    parts = zip(("cue", "pair", "cover", "speech", "names", "vectors"), np.mean(losses, axis=0), strict=True)
    return " ".join(f"{name} {value:.4f}" for name, value in parts)


def has_bfloat16(device: torch.device) -> bool:
    """Return whether products in bfloat16 are quick there: a processor that emulates them takes three times as long."""
    known = torch.cpu.get_capabilities()
    return device.type == "cuda" or bool(known.get("avx512_bf16") or known.get("amx_bf16"))


def parameter_groups(network: Network, recipe: Recipe) -> list[dict[str, object]]:
    """Encoder and heads learn at rates of their own; biases and norms do not decay."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        old = name.startswith(("words", "positions", "norm", "layers"))
        rate = recipe.encoder_rate if old else recipe.head_rate
        decay = recipe.weight_decay if parameter.dim() > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": some, "lr": rate, "peak": rate, "weight_decay": decay} for (rate, decay), some in groups.items()]


def set_rates(optimizer: torch.optim.Optimizer, done: float, warm_up: float) -> None:
    """Linear warm-up, then linear decay to zero."""
    share = done / warm_up if done < warm_up else (1 - done) / (1 - warm_up)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * share


def load_weights(path: Path) -> dict[str, Tensor]:
    """Return the weights in a file."""
    return torch.load(path, map_location="cpu", weights_only=True)  # type: ignore[no-any-return,unused-ignore]


def mean_weights(several: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of several networks, weight by weight."""
    return {name: torch.stack([weights[name].cpu() for weights in several]).mean(0) for name in several[0]}


def begin_network(recipe: Recipe, base: Path, start: Path | None, examples: Sequence[Example]) -> Network:
    """Return the network to begin with, of ``start`` or else of ``base``, cut to the recipe's shape."""
    if start:
        network = load_network(start)
    else:
        network = Network()
        load_base(network, load_file(base / "model.safetensors"))
    generator = np.random.default_rng(recipe.seed)
    plans = plan_batches(examples, generator, recipe.batch_pieces)[:SHOWN]
    with torch.no_grad():
        return shrink(network, recipe, [build_batch(plan, generator, recipe) for plan in plans])


def load_network(weights: Path) -> Network:
    """Return a network with stored weights, ready to be asked; ValueError where the file holds none of this network."""
    try:
        state = load_weights(weights)
        layers = sum(name.endswith(".qkv.weight") for name in state)
        network = Network(layers=layers, inner=len(state["layers.0.up.bias"]))
        network.load_state_dict(state)
    except (pickle.UnpicklingError, RuntimeError, KeyError, TypeError, EOFError) as error:
        raise ValueError(f"{weights} holds no weights of this network: give the weights.pt of a training") from error
    return network.eval()  # type: ignore[no-any-return,unused-ignore]


def plan_batches(
    examples: Sequence[Example], generator: np.random.Generator, pieces: int
) -> list[list[tuple[Example, Range]]]:
    """Windows of all documents in random order, sorted by length within a pool, about ``pieces`` pieces a batch."""
    times = [int(example.weight + generator.random()) for example in examples]
    passes = [example for example, count in zip(examples, times, strict=True) for _ in range(count)]
    cut = [(example, window) for example in passes for window in cut_windows(example, generator)]
    order = generator.permutation(len(cut))
    batches: list[list[tuple[Example, Range]]] = []
    for start in range(0, len(cut), 400):
        batches.append([])
        for index in sorted(order[start : start + 400], key=lambda index: cut[index][1][1] - cut[index][1][0]):
            first, last = cut[index][1]
            if batches[-1] and (len(batches[-1]) + 1) * (last - first + 2) > pieces:
                batches.append([])
            batches[-1].append(cut[index])
    return [batches[index] for index in generator.permutation(len(batches))]
