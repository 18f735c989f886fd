"""Cut a network to fewer layers that are less wide inside, so that a smaller one begins where a larger one ended.

Which layers and which units go is judged on data (Sajjad et al. 2023; Michel et al., NeurIPS 2019): those without which
the vectors change least, and those that give the least to them.
"""

from collections.abc import Sequence
from itertools import combinations

import torch
from torch import Tensor, nn

from tasks.quotes.training.examples import Batch
from tasks.quotes.training.network import Layer, Network
from tasks.quotes.training.recipe import Recipe


def shrink(network: Network, recipe: Recipe, batches: Sequence[Batch]) -> Network:
    """Return the network with the recipe's shape and dropout; it is changed on the way."""
    if recipe.layers < len(network.layers):
        kept = choose_layers(network, recipe.layers, batches)
        network.layers = nn.ModuleList(network.layers[number] for number in kept)
    if recipe.inner < network.layers[0].up.out_features:
        for layer, gains in zip(network.layers, weigh_units(network, batches), strict=True):
            narrow(layer, gains.topk(recipe.inner).indices.sort().values)
    small = Network(recipe.dropout, len(network.layers), network.layers[0].up.out_features)
    small.load_state_dict(network.state_dict())
    return small


def choose_layers(network: Network, count: int, batches: Sequence[Batch]) -> tuple[int, ...]:
    """Return the layers whose vectors are nearest to those of all of them."""
    layers, network = list(network.layers), network.eval()
    wanted = [run(network, layers, batch) for batch in batches]

    def find_distance(kept: tuple[int, ...]) -> float:
        given = (run(network, [layers[number] for number in kept], batch) for batch in batches)
        return sum(float((one - other).square().mean()) for one, other in zip(given, wanted, strict=True))

    return min(combinations(range(len(layers)), count), key=find_distance)


def run(network: Network, layers: Sequence[Layer], batch: Batch) -> Tensor:
    """Return the vectors of a batch's pieces, [pieces, hidden], after these layers."""
    x, mask = embed(network, batch)
    for layer in layers:
        x = layer(x, mask[:, None, None, :])
    return x[mask]


def embed(network: Network, batch: Batch) -> tuple[Tensor, Tensor]:
    """Return what the first layer reads, and where there are pieces."""
    ids, inputs, mask, guidelines = map(torch.as_tensor, batch[:4])
    return network.embed(ids, inputs, guidelines), mask


def weigh_units(network: Network, batches: Sequence[Batch]) -> list[Tensor]:
    """Return for each layer what its inner units give to its output: mean size times the length of their weights."""
    network.eval()
    sizes = [torch.zeros(layer.up.out_features) for layer in network.layers]
    for batch in batches:
        x, mask = embed(network, batch)
        for layer, size in zip(network.layers, sizes, strict=True):
            size += layer.expand(layer.attend(x, mask[:, None, None, :]))[mask].abs().mean(0)
            x = layer(x, mask[:, None, None, :])
    return [size * layer.down.weight.norm(dim=0) for layer, size in zip(network.layers, sizes, strict=True)]


def narrow(layer: Layer, units: Tensor) -> None:
    """Keep these inner units of a layer alone."""
    for part in (layer.up.weight, layer.up.bias):
        part.data = part.data[units]
    layer.down.weight.data = layer.down.weight.data[:, units]
    layer.up.out_features = layer.down.in_features = len(units)
