"""The model of `src/model/transformer.ts` and its loss, written for PyTorch.

Pre-norm, one embedding matrix for source, target and softmax, no biases in attention. Every
parameter has the name and the layout that it has in `src/model/parameters.ts`, with dots for
slashes, so that both can start from the same values. PyTorch's own fast paths are taken where it
has them, such as `scaled_dot_product_attention`, and its default number of threads.
"""

import math

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

# Tensor2Tensor's layer-norm epsilon and longest wave, as in our model.
LAYER_NORM_EPSILON = 1e-6
LONGEST_TIMESCALE = 10_000


def kernel(inputs: int, outputs: int) -> nn.Parameter:
    """A matrix [inputs, outputs], Glorot-uniform."""
    return nn.Parameter(nn.init.xavier_uniform_(torch.empty(inputs, outputs)))


class Norm(nn.Module):
    """Layer normalisation with our names for its parameters."""

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(d_model))
        self.offset = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.scale.shape, self.scale, self.offset, LAYER_NORM_EPSILON)


class Attention(nn.Module):
    """An attention sub-layer with its residual connection, pre-norm."""

    def __init__(self, model: dict) -> None:
        super().__init__()
        d_model = model["dModel"]
        self.heads = model["heads"]
        self.dropout = model["dropout"]
        self.norm = Norm(d_model)
        self.query = kernel(d_model, d_model)
        self.key = kernel(d_model, d_model)
        self.value = kernel(d_model, d_model)
        self.output = kernel(d_model, d_model)

    def split_heads(self, x: Tensor) -> Tensor:
        """[batch, length, d_model] -> [batch, heads, length, d_model / heads]."""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def keys_values(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What queries look up in x [batch, length, d_model]."""
        return self.split_heads(x @ self.key), self.split_heads(x @ self.value)

    def look_up(self, normalised: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
        """What x, normalised, sees in `keys` and `values`; `mask` is added to the scores."""
        seen = F.scaled_dot_product_attention(
            self.split_heads(normalised @ self.query),
            keys,
            values,
            attn_mask=mask,
            dropout_p=self.dropout["attention"] if self.training else 0.0,
        )
        output = seen.transpose(1, 2).flatten(2) @ self.output
        return F.dropout(output, self.dropout["residual"], self.training)

    def forward(self, x: Tensor, mask: Tensor, memory: Tensor | None = None) -> Tensor:
        """`mask` is added to the scores; keys and values come from `memory`, or else from `x`."""
        normalised = self.norm(x)
        keys, values = self.keys_values(normalised if memory is None else memory)
        return x + self.look_up(normalised, keys, values, mask)


class Affine(nn.Module):
    """A matrix and a bias."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.kernel = kernel(inputs, outputs)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.kernel.t(), self.bias)


class FeedForward(nn.Module):
    """The position-wise feed-forward sub-layer with its residual connection, pre-norm."""

    def __init__(self, model: dict) -> None:
        super().__init__()
        self.dropout = model["dropout"]
        self.norm = Norm(model["dModel"])
        self.hidden = Affine(model["dModel"], model["dFeedForward"])
        self.output = Affine(model["dFeedForward"], model["dModel"])

    def forward(self, x: Tensor) -> Tensor:
        hidden = F.relu(self.hidden(self.norm(x)))
        kept = F.dropout(hidden, self.dropout["relu"], self.training)
        return x + F.dropout(self.output(kept), self.dropout["residual"], self.training)


def layer(model: dict, *attentions: str) -> nn.ModuleDict:
    """The sub-layers of one layer by their names."""
    return nn.ModuleDict(
        {name: Attention(model) for name in attentions} | {"feed_forward": FeedForward(model)}
    )


class Stack(nn.ModuleDict):
    """Numbered layers, and the layer norm that closes them."""

    def __init__(self, model: dict, layers: int, *attentions: str) -> None:
        numbered = {str(index): layer(model, *attentions) for index in range(layers)}
        super().__init__(numbered | {"norm": Norm(model["dModel"])})
        self.layers = layers

    def numbered(self) -> list[nn.ModuleDict]:
        return [self[str(index)] for index in range(self.layers)]


def position_signal(length: int, d_model: int) -> Tensor:
    """Sines in the first half of the features, cosines in the second; [length, d_model]."""
    timescales = d_model // 2
    exponents = torch.arange(timescales, dtype=torch.float64) / max(1, timescales - 1)
    positions = torch.arange(length, dtype=torch.float64)
    angles = positions[:, None] / LONGEST_TIMESCALE**exponents
    return torch.cat([angles.sin(), angles.cos()], dim=1).float()


class Transformer(nn.Module):
    """The model of `src/model/transformer.ts`, and its loss."""

    def __init__(self, model: dict, vocabulary: int, positions: int, pad_id: int) -> None:
        """`positions`: the most that a sentence may have."""
        super().__init__()
        d_model = model["dModel"]
        self.model = model
        self.pad_id = pad_id
        matrix = torch.randn(vocabulary, d_model) / math.sqrt(d_model)
        self.embedding = nn.ParameterDict({"all": nn.Parameter(matrix)})
        self.encoder = Stack(model, model["encoderLayers"], "self_attention")
        self.decoder = Stack(model, model["decoderLayers"], "self_attention", "cross_attention")
        self.positions = position_signal(positions, d_model)
        self.future = torch.full((positions, positions), -math.inf).triu(1)
        # PyTorch shares the smoothing among all classes, we among all but the label.
        self.smoothing = model["labelSmoothing"] * vocabulary / (vocabulary - 1)

    def embed(self, ids: Tensor, first: int = 0) -> Tensor:
        """`ids` [batch, length] stand at the positions from `first` on."""
        embedded = F.embedding(ids, self.embedding["all"]) * math.sqrt(self.model["dModel"])
        placed = embedded + self.positions[first : first + ids.shape[1]]
        return F.dropout(placed, self.model["dropout"]["residual"], self.training)

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """The encoder's output, and the mask that hides padding; `source` is [batch, length]."""
        is_pad = (source == self.pad_id)[:, None, None, :]
        padding = torch.zeros(is_pad.shape).masked_fill(is_pad, -math.inf)
        x = self.embed(source)
        for sublayers in self.encoder.numbered():
            x = sublayers["self_attention"](x, padding)
            x = sublayers["feed_forward"](x)
        return self.encoder["norm"](x), padding

    def scores(self, x: Tensor) -> Tensor:
        """Of every vocabulary entry, for the decoder's output x [..., d_model]."""
        return F.linear(self.decoder["norm"](x), self.embedding["all"])

    def forward(self, source: Tensor, target_input: Tensor, target_output: Tensor) -> Tensor:
        """Smoothed cross-entropy in nats a target token; ids are [sentences, length] each."""
        memory, padding = self.encode(source)
        length = target_input.shape[1]
        future = self.future[:length, :length]
        x = self.embed(target_input)
        for sublayers in self.decoder.numbered():
            x = sublayers["self_attention"](x, future)
            x = sublayers["cross_attention"](x, padding, memory)
            x = sublayers["feed_forward"](x)
        return F.cross_entropy(
            self.scores(x).flatten(0, 1),
            target_output.flatten(),
            ignore_index=self.pad_id,
            label_smoothing=self.smoothing,
        )


def load_parameters(model: nn.Module, path: str) -> None:
    """Sets every parameter to the values that the safetensors file holds under our name for it."""
    values = load_file(path)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(values[name.replace(".", "/")])
