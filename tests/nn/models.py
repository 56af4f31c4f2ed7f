"""Models as people write them: torchvision's manner, transformers, and what nobody can trace."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn


class BasicBlock(nn.Module):
    """A residual block whose one ReLU, in place, is called twice."""

    def __init__(self, channels: int, relu: nn.Module) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu = relu
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += x
        return self.relu(out)


class ResNet(nn.Module):
    """A small residual network; `shared` puts one ReLU module into the stem and all blocks."""

    def __init__(self, *, shared: bool = False) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(4)
        self.relu = nn.ReLU(inplace=True)
        blocks = [BasicBlock(4, self.relu if shared else nn.ReLU(inplace=True)) for _ in range(2)]
        self.layer1 = nn.Sequential(*blocks)
        self.fc = nn.Linear(4, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.layer1(self.relu(self.bn1(self.conv1(x))))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class MobileNet(nn.Module):
    """Inverted residuals with ReLU6 and Hardswish, and a gate with Hardsigmoid."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU6(inplace=True)),
            nn.Sequential(nn.Conv2d(4, 4, 3), nn.BatchNorm2d(4), nn.Hardswish(inplace=True)),
        )
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(4, 4, 1), nn.Hardsigmoid())
        self.classifier = nn.Sequential(nn.Linear(4, 8), nn.Hardtanh(), nn.Linear(8, 5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.features(x)
        return self.classifier((x * self.gate(x)).mean((2, 3)))


class Calls(nn.Module):
    """Activations written as calls, in every manner; torch.fx can trace it."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(4, 6)
        self.second = nn.Linear(6, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.first(x))
        x = torch.relu(x - 0.5)
        x = (x - 0.25).relu()
        return F.leaky_relu(self.second(x), 0.2)


class Branching(nn.Module):
    """Control flow that depends on the data, so that torch.fx cannot trace it."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 4)
        self.inner = Inner()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.sum() > 0:
            x = F.relu(self.linear(x))
        else:
            x = torch.relu(self.linear(-x))
        return self.inner(x, steps=2)


class Inner(nn.Module):
    """A block with an option, called by keyword, that calls relu itself."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x: torch.Tensor, steps: int = 1) -> torch.Tensor:
        for _ in range(steps):
            x = F.relu(self.linear(x))
        return x


class Holding(nn.Module):
    """Functions in an attribute, a dict and a list, a static method, and modules in a list."""

    scale = staticmethod(torch.sigmoid)

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 4)
        self.activation = F.relu
        self.by_name = {"out": F.relu, "gate": torch.tanh}
        self.in_turn = [F.relu, [nn.ReLU()]]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.activation(self.linear(x)) + self.by_name["out"](-x) * self.by_name["gate"](x)
        return self.in_turn[1][0](self.in_turn[0](x - 1)) + self.scale(x)


class Tagger(nn.Module):
    """An LSTM with a head."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(4, 6, batch_first=True)
        self.head = nn.Sequential(nn.Linear(6, 4), nn.Tanh())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.lstm(x)[0])


def encoder(activation: Any = "relu") -> nn.TransformerEncoder:
    """Return two layers of PyTorch's encoder, for batches of shape (N, T, 8)."""
    layer = nn.TransformerEncoderLayer(
        8, 2, 16, dropout=0.0, activation=activation, batch_first=True
    )
    return nn.TransformerEncoder(layer, 2)


IMAGES = torch.linspace(-2, 2, 2 * 3 * 8 * 8).reshape(2, 3, 8, 8).sin() * 3
ROWS = torch.linspace(-3, 3, 20).reshape(5, 4)
SEQUENCES = torch.linspace(-2, 2, 2 * 3 * 8).reshape(2, 3, 8)
EVERY = {
    "resnet": (ResNet, IMAGES),
    "mobilenet": (MobileNet, IMAGES),
    "calls": (Calls, ROWS),
    "branching": (Branching, ROWS),
    "holding": (Holding, ROWS),
    "tagger": (Tagger, ROWS[None]),
    "encoder": (encoder, SEQUENCES),
}
"""Every model, by name: what makes it, and a batch that it takes."""
