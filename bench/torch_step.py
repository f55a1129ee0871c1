"""The peer: the training step of `src/train/step.ts`, written for PyTorch.

The same model (pre-norm, one embedding matrix for source, target and softmax, no biases in
attention), loss and optimisers. Every parameter has the name and the layout that it has in
`src/model/parameters.ts`, with dots for slashes, so that both can start from the same values.
PyTorch's own fast paths are taken where it has them: `scaled_dot_product_attention`,
`cross_entropy` with smoothing, fused Adam, its default number of threads.

Speaks the protocol of `protocol.ts`: one JSON object a line on standard input, one on standard
output for each.
"""

import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# Tensor2Tensor's layer-norm epsilon and longest wave, as in our model.
LAYER_NORM_EPSILON = 1e-6
LONGEST_TIMESCALE = 10_000

# The products that src/backend/matmul-speed.ts times.
PRODUCT_SIZE = 1024
PRODUCT_REPEATS = 5


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

    def forward(self, x: Tensor, mask: Tensor, memory: Tensor | None = None) -> Tensor:
        """`mask` is added to the scores; keys and values come from `memory`, or else from `x`."""
        normalised = self.norm(x)
        looked_up = normalised if memory is None else memory
        seen = F.scaled_dot_product_attention(
            self.split_heads(normalised @ self.query),
            self.split_heads(looked_up @ self.key),
            self.split_heads(looked_up @ self.value),
            attn_mask=mask,
            dropout_p=self.dropout["attention"],
        )
        output = seen.transpose(1, 2).flatten(2) @ self.output
        return x + F.dropout(output, self.dropout["residual"])


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
        hidden = F.dropout(F.relu(self.hidden(self.norm(x))), self.dropout["relu"])
        return x + F.dropout(self.output(hidden), self.dropout["residual"])


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

    def __init__(self, model: dict, vocabulary: int, length: int, pad_id: int) -> None:
        super().__init__()
        d_model = model["dModel"]
        self.model = model
        self.pad_id = pad_id
        matrix = torch.randn(vocabulary, d_model) / math.sqrt(d_model)
        self.embedding = nn.ParameterDict({"all": nn.Parameter(matrix)})
        self.encoder = Stack(model, model["encoderLayers"], "self_attention")
        self.decoder = Stack(model, model["decoderLayers"], "self_attention", "cross_attention")
        self.positions = position_signal(length, d_model)
        self.future = torch.full((length, length), -math.inf).triu(1)
        # PyTorch shares the smoothing among all classes, we among all but the label.
        self.smoothing = model["labelSmoothing"] * vocabulary / (vocabulary - 1)

    def embed(self, ids: Tensor) -> Tensor:
        embedded = F.embedding(ids, self.embedding["all"]) * math.sqrt(self.model["dModel"])
        return F.dropout(embedded + self.positions, self.model["dropout"]["residual"])

    def forward(self, source: Tensor, target_input: Tensor, target_output: Tensor) -> Tensor:
        """Smoothed cross-entropy in nats a target token; ids are [sentences, length] each."""
        is_pad = (source == self.pad_id)[:, None, None, :]
        padding = torch.zeros(is_pad.shape).masked_fill(is_pad, -math.inf)
        x = self.embed(source)
        for sublayers in self.encoder.numbered():
            x = sublayers["self_attention"](x, padding)
            x = sublayers["feed_forward"](x)
        memory = self.encoder["norm"](x)
        x = self.embed(target_input)
        for sublayers in self.decoder.numbered():
            x = sublayers["self_attention"](x, self.future)
            x = sublayers["cross_attention"](x, padding, memory)
            x = sublayers["feed_forward"](x)
        logits = F.linear(self.decoder["norm"](x), self.embedding["all"])
        return F.cross_entropy(
            logits.flatten(0, 1),
            target_output.flatten(),
            ignore_index=self.pad_id,
            label_smoothing=self.smoothing,
        )


def load_parameters(model: nn.Module, path: str) -> None:
    """Sets every parameter to the values that the JSON file holds under our name for it."""
    with open(path, encoding="utf-8") as file:
        values = json.load(file)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.tensor(values[name.replace(".", "/")]).view_as(parameter))


def build_optimizer(options: dict, model: nn.Module) -> torch.optim.Optimizer | None:
    """The optimiser that the workload describes; None leaves the parameters as they are."""
    match options["name"]:
        case "adam":
            return torch.optim.Adam(
                model.parameters(),
                lr=options["rate"],
                betas=(options["beta1"], options["beta2"]),
                eps=options["epsilon"],
                fused=True,
            )
        case "adafactor":
            return torch.optim.Adafactor(
                model.parameters(),
                lr=options["rate"],
                beta2_decay=-options["decayPower"],
                eps=(options["epsilon1"], options["epsilon2"]),
                d=options["threshold"],
            )
        case "none":
            return None
        case name:
            raise ValueError(f"no optimiser is called {name!r}; there are adam, adafactor, none")


class Trainer:
    """A model, its optimiser and the batch that it is trained on again and again."""

    def __init__(self, workload: dict) -> None:
        batch = workload["batch"]
        rows = (batch["sentences"], batch["length"])
        self.batch = [
            torch.tensor(batch[side]).view(rows)
            for side in ("source", "targetInput", "targetOutput")
        ]
        self.model = Transformer(
            workload["model"], workload["vocabulary"], batch["length"], workload["padId"]
        )
        if "parametersFile" in workload:
            load_parameters(self.model, workload["parametersFile"])
        self.optimizer = build_optimizer(workload["optimizer"], self.model)

    def step(self) -> tuple[float, float]:
        """Trains for one step: milliseconds that it took, and the loss before it."""
        start = time.perf_counter()
        self.model.zero_grad()
        loss = self.model(*self.batch)
        loss.backward()
        if self.optimizer is not None:
            self.optimizer.step()
        value = loss.item()
        return (time.perf_counter() - start) * 1000, value


def product_speed() -> float:
    """10^9 floating-point operations a second, over the fastest of five products."""
    matrix = torch.rand(PRODUCT_SIZE, PRODUCT_SIZE)
    fastest = math.inf
    for _ in range(PRODUCT_REPEATS):
        start = time.perf_counter()
        torch.mm(matrix, matrix)
        fastest = min(fastest, time.perf_counter() - start)
    return 2 * PRODUCT_SIZE**3 / fastest / 1e9


def answer(message: dict) -> None:
    """Sends one message to the process that asked."""
    print(json.dumps(message), flush=True)


def main() -> None:
    workload = json.loads(sys.stdin.readline())
    torch.manual_seed(workload["seed"])
    trainer = Trainer(workload)
    milliseconds, loss = trainer.step()
    answer(
        {
            "library": f"PyTorch {torch.__version__}",
            "threads": torch.get_num_threads(),
            "parameters": sum(parameter.numel() for parameter in trainer.model.parameters()),
            "firstStepMs": milliseconds,
            "firstLoss": loss,
        }
    )
    for line in sys.stdin:
        steps = [trainer.step() for _ in range(json.loads(line)["steps"])]
        answer(
            {
                "stepMs": [milliseconds for milliseconds, _ in steps],
                # JSON has no NaN. PyTorch's Adafactor gives it at the largest shape, where most rows of
                # the embedding have no gradient: it squares epsilon1, which underflows to 0.
                "losses": [loss if math.isfinite(loss) else None for _, loss in steps],
                "productGigaflops": product_speed(),
                # Linux counts it in kibibytes.
                "peakMemoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )


if __name__ == "__main__":
    main()
