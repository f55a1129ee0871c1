"""Writes the loss and gradients of the Transformer in float64 that transformer.test.ts compares with.

    python3 -m venv .venv
    .venv/bin/pip install torch numpy
    .venv/bin/python make_vectors.py

The model is written here a second time, from its definition and not from the TypeScript: pre-norm
sub-layers as in Tensor2Tensor, or post-norm ones as in Vaswani et al. (2017), sines before cosines, no dropout. PyTorch differentiates it. Only
the names of the parameters and the keys of the configuration are those of the TypeScript.

transformer.vectors.json is written beside this script and is the same on every run. Weights are
integers in units of 1 / WEIGHT_UNITS, so that they are short and exact in float32.
"""

import json
import math
import pathlib

import numpy as np
import torch

OUTPUT = pathlib.Path(__file__).parent / "transformer.vectors.json"
WEIGHT_UNITS = 1024
PAD, BOS, EOS = 0, 1, 2

NO_DROPOUT = {"residual": 0, "attention": 0, "relu": 0}
CASES = [
    {
        "name": "one shared matrix, more encoder than decoder layers, smoothed",
        "vocabulary": 11,
        "config": {
            "encoderLayers": 2, "decoderLayers": 1, "dModel": 8, "dFeedForward": 12, "heads": 2,
            "dropout": NO_DROPOUT, "labelSmoothing": 0.1,
            "embedding": {"sharing": "all", "sigma": "1/sqrt(dModel)", "multiplier": "sqrt(dModel)"},
        },
    },
    {
        "name": "three matrices, a multiplier of 1, more decoder than encoder layers, not smoothed",
        "vocabulary": 9,
        "config": {
            "encoderLayers": 1, "decoderLayers": 2, "dModel": 12, "dFeedForward": 10, "heads": 3,
            "dropout": NO_DROPOUT, "labelSmoothing": 0,
            "embedding": {"sharing": "none", "sigma": 1.0, "multiplier": 1},
        },
    },
    {
        "name": "source and target share a matrix, one head, smoothed by more",
        "vocabulary": 10,
        "config": {
            "encoderLayers": 1, "decoderLayers": 1, "dModel": 6, "dFeedForward": 8, "heads": 1,
            "dropout": NO_DROPOUT, "labelSmoothing": 0.3,
            "embedding": {"sharing": "source-target", "sigma": 0.25, "multiplier": 2.5},
        },
    },
    {
        "name": "post-norm, two layers in each stack",
        "vocabulary": 11,
        "config": {
            "encoderLayers": 2, "decoderLayers": 2, "dModel": 8, "dFeedForward": 10, "heads": 2,
            "dropout": NO_DROPOUT, "labelSmoothing": 0.1, "norm": "post",
            "embedding": {"sharing": "all", "sigma": "1/sqrt(dModel)", "multiplier": "sqrt(dModel)"},
        },
    },
]

# Sentences without their control symbols. The last pair is a row of a batch that was not filled.
SOURCES = [[5, 3, 8, 7], [4, 4], [6, 8, 3], []]
TARGETS = [[7, 4, 6], [3, 8, 5, 8], [5], []]


def batch():
    """Rows of token ids, padded: what encoder and decoder read, and what the decoder is to say."""
    source = [s + [EOS] if s else [] for s in SOURCES]
    target_input = [[BOS] + t if t else [] for t in TARGETS]
    target_output = [t + [EOS] if t else [] for t in TARGETS]

    def pad(rows):
        length = max(map(len, rows))
        return [row + [PAD] * (length - len(row)) for row in rows]

    return {"source": pad(source), "targetInput": pad(target_input), "targetOutput": pad(target_output)}


EMBEDDINGS = {
    "all": ("embedding/all", "embedding/all", "embedding/all"),
    "source-target": ("embedding/source_target", "embedding/source_target", "softmax"),
    "none": ("embedding/source", "embedding/target", "softmax"),
}


def is_post(config):
    return config.get("norm") == "post"


def shapes(config, vocabulary):
    """Shape and typical size of every parameter."""
    d, f = config["dModel"], config["dFeedForward"]
    result = {name: ((vocabulary, d), d**-0.5) for name in EMBEDDINGS[config["embedding"]["sharing"]]}

    def norm(prefix):
        result[f"{prefix}/scale"] = ((d,), 0.3)  # around 1, see `draw`
        result[f"{prefix}/offset"] = ((d,), 0.3)

    def attention(prefix):
        norm(f"{prefix}/norm")
        for projection in ["query", "key", "value", "output"]:
            result[f"{prefix}/{projection}"] = ((d, d), d**-0.5)

    for stack in ["encoder", "decoder"]:
        for layer in range(config[f"{stack}Layers"]):
            attention(f"{stack}/{layer}/self_attention")
            if stack == "decoder":
                attention(f"{stack}/{layer}/cross_attention")
            prefix = f"{stack}/{layer}/feed_forward"
            norm(f"{prefix}/norm")
            result[f"{prefix}/hidden/kernel"] = ((d, f), d**-0.5)
            result[f"{prefix}/hidden/bias"] = ((f,), 0.3)
            result[f"{prefix}/output/kernel"] = ((f, d), f**-0.5)
            result[f"{prefix}/output/bias"] = ((d,), 0.3)
        if not is_post(config):
            norm(f"{stack}/norm")
    return result


def draw(config, vocabulary, generator):
    """Weights in units of 1 / WEIGHT_UNITS; no bias is zero and no scale is one, as all must count."""
    weights = {}
    for name, (shape, size) in shapes(config, vocabulary).items():
        values = generator.normal(1 if name.endswith("/scale") else 0, size, shape)
        weights[name] = np.rint(values * WEIGHT_UNITS).astype(int)
    return weights


def layer_norm(x, weights, prefix):
    mean = x.mean(-1, keepdim=True)
    variance = ((x - mean) ** 2).mean(-1, keepdim=True)
    return (x - mean) / torch.sqrt(variance + 1e-6) * weights[f"{prefix}/scale"] + weights[f"{prefix}/offset"]


def position_signal(length, d):
    """Sines in the first half of the features, cosines in the second; wave lengths 2 pi to 20000 pi."""
    timescales = d // 2
    increment = math.log(10000) / max(timescales - 1, 1)
    angles = torch.outer(torch.arange(length).double(),
                         torch.exp(-increment * torch.arange(timescales).double()))
    return torch.cat([torch.sin(angles), torch.cos(angles)], 1)


def with_residual(x, weights, prefix, post, sublayer):
    """x + sublayer(norm(x)), or norm(x + sublayer(x)) where the norm is `post`."""
    if post:
        return layer_norm(x + sublayer(x), weights, f"{prefix}/norm")
    return x + sublayer(layer_norm(x, weights, f"{prefix}/norm"))


def attention(normalised, memory, hidden, weights, prefix, heads):
    """Attention; memory None: to itself. hidden [batch, query, key]: True is not seen."""
    looked_up = normalised if memory is None else memory
    q = normalised @ weights[f"{prefix}/query"]
    k = looked_up @ weights[f"{prefix}/key"]
    v = looked_up @ weights[f"{prefix}/value"]
    size = q.shape[-1] // heads
    outputs = []
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        scores = q[..., part] @ k[..., part].transpose(1, 2) / math.sqrt(size)
        # Not minus infinity: a row of padding sees nothing at all, and would become NaN.
        attended = torch.softmax(scores.masked_fill(hidden, -1e9), -1)
        outputs.append(attended @ v[..., part])
    return torch.cat(outputs, -1) @ weights[f"{prefix}/output"]


def feed_forward(normalised, weights, prefix):
    hidden = torch.clamp(normalised @ weights[f"{prefix}/hidden/kernel"] + weights[f"{prefix}/hidden/bias"], min=0)
    return hidden @ weights[f"{prefix}/output/kernel"] + weights[f"{prefix}/output/bias"]


def loss_of(config, weights, ids):
    """Mean smoothed cross-entropy in nats over the target tokens that are not padding."""
    source, target_input, target_output = (
        torch.tensor(ids[name]) for name in ["source", "targetInput", "targetOutput"])
    heads, embedding = config["heads"], config["embedding"]
    d = config["dModel"]
    source_name, target_name, softmax_name = EMBEDDINGS[embedding["sharing"]]
    multiplier = math.sqrt(d) if embedding["multiplier"] == "sqrt(dModel)" else embedding["multiplier"]

    post = is_post(config)

    def attend(x, memory, hidden, prefix):
        return with_residual(x, weights, prefix, post,
                             lambda y: attention(y, memory, hidden, weights, prefix, heads))

    def feed(x, prefix):
        return with_residual(x, weights, prefix, post, lambda y: feed_forward(y, weights, prefix))

    def close(x, stack):
        return x if post else layer_norm(x, weights, f"{stack}/norm")

    def embed(name, symbols):
        return weights[name][symbols] * multiplier + position_signal(symbols.shape[1], d)

    source_padding = (source == PAD)[:, None, :]
    x = embed(source_name, source)
    for layer in range(config["encoderLayers"]):
        x = attend(x, None, source_padding, f"encoder/{layer}/self_attention")
        x = feed(x, f"encoder/{layer}/feed_forward")
    memory = close(x, "encoder")

    length = target_input.shape[1]
    future = torch.ones(length, length, dtype=torch.bool).triu(1)[None]
    x = embed(target_name, target_input)
    for layer in range(config["decoderLayers"]):
        x = attend(x, None, future, f"decoder/{layer}/self_attention")
        x = attend(x, memory, source_padding, f"decoder/{layer}/cross_attention")
        x = feed(x, f"decoder/{layer}/feed_forward")
    logits = close(x, "decoder") @ weights[softmax_name].T

    classes = logits.shape[-1]
    smoothing = config["labelSmoothing"]
    is_label = torch.nn.functional.one_hot(target_output, classes).double()
    wanted = is_label * (1 - smoothing) + (1 - is_label) * smoothing / (classes - 1)
    losses = -(wanted * torch.log_softmax(logits, -1)).sum(-1)
    return losses[target_output != PAD].mean()


def vectors(case, seed):
    units = draw(case["config"], case["vocabulary"], np.random.default_rng(seed))
    weights = {name: torch.tensor(values / WEIGHT_UNITS, dtype=torch.float64, requires_grad=True)
               for name, values in units.items()}
    loss = loss_of(case["config"], weights, batch())
    loss.backward()

    def rounded(gradient):
        return [float(f"{value:.8g}") for value in gradient.flatten().tolist()]

    return {
        **case,
        "loss": loss.item(),
        "parameters": {
            name: {
                "shape": list(values.shape),
                "weights": values.flatten().tolist(),
                "gradient": rounded(weights[name].grad),
            }
            for name, values in units.items()
        },
    }


if __name__ == "__main__":
    document = {
        "padId": PAD,
        "weightUnits": WEIGHT_UNITS,
        "batch": batch(),
        "cases": [vectors(case, seed) for seed, case in enumerate(CASES)],
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes")
