"""Writes the updates of reference implementations of the optimisers after Adafactor, in float64.

    python3 -m venv .venv
    .venv/bin/pip install torch==2.15.0 optax==0.2.8 jax==0.10.2 numpy pytorch-optimizer==4.1.0 \
        came-pytorch==0.1.3 adam-mini==1.1.1 lion-pytorch==0.2.5 muon-optimizer==0.1.0
    .venv/bin/python make_successor_vectors.py

Every optimiser sees the same parameters and the same gradients for 50 steps, of which those of `KEPT`
are written. Parameters and gradients are not: `drawn` makes them of integers, and so does
vectors.test.ts. What a peer defines otherwise stands in `PEERS`, and is corrected for here
or in `NAMES` of that test.

SCALE, SinkGD and SlimAdam have no peer: no package of PyPI has them.

successors.vectors.json is written beside this script and is the same on every run.
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

jax.config.update("jax_enable_x64", True)
torch.set_num_threads(1)

from adam_mini import Adam_mini
from came_pytorch import CAME
from lion_pytorch import Lion
from muon import SingleDeviceMuonWithAuxAdam
from pytorch_optimizer import StableAdamW

OUTPUT = pathlib.Path(__file__).parent / "successors.vectors.json"
STEPS = 50
KEPT = [1, 2, 10, 50]
SHAPES = {
    "scalar": [],
    "vector": [7],
    "tall": [6, 3],
    "wide": [3, 6],
    "four": [2, 2, 3, 4],
}
KERNELS = ("tall", "wide", "four")


def drawn(seed, count, size, zeros):
    """`count` numbers around `size`, of both signs; of `zeros` in 100 none is anything but 0.

    A linear congruential generator of 32 bits (Numerical Recipes). All divisions are by powers of two,
    so that the numbers are the same in every language.
    """
    state = (seed * 2654435761 + 12345) % 2**32
    values = []
    for _ in range(count):
        words = []
        for _ in range(3):
            state = (state * 1664525 + 1013904223) % 2**32
            words.append(state // 65536)
        sign, mantissa, chance = words
        exponent = sign // 2 % 4
        value = (1 + mantissa / 65536) / 2**exponent
        values.append(0.0 if chance % 100 < zeros else (size if sign % 2 == 0 else -size) * value)
    return values


def tree(seed, size, zeros):
    return {
        name: np.array(drawn(seed * 10 + i, int(np.prod(shape)), size, zeros)).reshape(shape)
        for i, (name, shape) in enumerate(SHAPES.items())
    }


PARAMETERS = tree(1, 0.5, 0)
GRADIENTS = [tree(step + 2, 1.0, 10) for step in range(STEPS)]


def torch_updates(create, transposed=(), only=None):
    """Updates, parameters before minus parameters after, of the optimiser that `create` makes.

    Kernels of `transposed` are [outputs, inputs] to the peer, as torch has them, with one axis for all
    inputs, and [..., inputs, outputs] to us.
    """

    def turned(name, array):
        return array.reshape(-1, array.shape[-1]).T if name in transposed else array

    def returned(name, array):
        return array.T.reshape(SHAPES[name]) if name in transposed else array

    def updates(options):
        names = [name for name in SHAPES if only is None or name in only]
        tensors = {
            name: torch.nn.Parameter(torch.tensor(turned(name, PARAMETERS[name]).copy()))
            for name in names
        }
        optimizer = create(tensors, options)
        steps = []
        for gradient in GRADIENTS:
            before = {name: tensor.detach().clone() for name, tensor in tensors.items()}
            for name, tensor in tensors.items():
                tensor.grad = torch.tensor(turned(name, gradient[name]).copy())
            optimizer.step()
            steps.append(
                {
                    name: returned(name, (before[name] - tensors[name].detach()).numpy())
                    for name in names
                }
            )
        return steps

    return updates


def optax_updates(create):
    """The same for optax, whose updates are added."""

    def updates(options):
        optimizer = create(options)
        current = {name: jnp.array(value) for name, value in PARAMETERS.items()}
        state = optimizer.init(current)
        steps = []
        for gradient in GRADIENTS:
            taken = {name: jnp.array(value) for name, value in gradient.items()}
            added, state = optimizer.update(taken, state, current)
            current = optax.apply_updates(current, added)
            steps.append({name: -np.array(value) for name, value in added.items()})
        return steps

    return updates


def ema_in_bfloat16(decay):
    # `optax.ema` with an accumulator of bfloat16 multiplies in bfloat16, too: by 0.8984, which is as
    # near as that comes to 0.9, and rounds the product. Here the average alone is rounded.
    inner = optax.ema(decay, debias=False)

    def rounded(tree):
        return jax.tree.map(lambda m: m.astype(jnp.float32).astype(jnp.bfloat16).astype(m.dtype), tree)

    def update(updates, state, parameters=None):
        updates, state = inner.update(updates, state, parameters)
        return updates, state._replace(ema=rounded(state.ema))

    return optax.GradientTransformation(inner.init, update)


def big_vision(o):
    # `scale_by_adafactor` of big_vision/optax.py, of the same parts of optax, with what it leaves to
    # others: the step size. Without `min_dim_size_to_factor` nothing shorter than 32 is factored there.
    return optax.chain(
        optax.scale_by_factored_rms(
            min_dim_size_to_factor=1,
            decay_rate=o["power"],
            epsilon=o["epsilon1"],
            decay_rate_fn=lambda i, power: jnp.minimum(o["beta2"], 1.0 - (i + 1.0) ** -power),
        ),
        optax.clip_by_block_rms(o["threshold"]) if o["threshold"] else optax.identity(),
        ema_in_bfloat16(o["beta1"]),
        optax.scale(-o["learningRate"]),
    )


def muon(tensors, o):
    # It takes its products in bfloat16 whatever it is given; here they are as exact as all else.
    torch.Tensor.bfloat16 = lambda self: self
    matrices = [tensors[name] for name in KERNELS]
    others = [tensors[name] for name in tensors if name not in KERNELS]
    return SingleDeviceMuonWithAuxAdam(
        [
            dict(
                params=matrices, use_muon=True, lr=o["learningRate"], momentum=o["momentum"],
                weight_decay=o["weightDecay"],
            ),
            dict(
                params=others, use_muon=False, lr=o["learningRate"] * o["adamFactor"],
                betas=(o["beta1"], o["beta2"]), eps=o["epsilon"], weight_decay=o["weightDecay"],
            ),
        ]
    )


def adam_mini(names):
    # What a tensor is, it knows by its name.
    return lambda tensors, o: Adam_mini(
        [(names[name], tensor) for name, tensor in tensors.items()],
        lr=o["learningRate"], betas=(o["beta1"], o["beta2"]), eps=o["epsilon"],
        # It counts the elements of a head as those of a square matrix of `dim` by its heads.
        dim=6, n_heads=6 * 6 // (3 * 6 // o["heads"]), verbose=False,
    )


PEERS = {
    "lion": torch_updates(
        lambda p, o: Lion(
            p.values(), lr=o["learningRate"], betas=(o["beta1"], o["beta2"]),
            weight_decay=o["weightDecay"],
        )
    ),
    "came": torch_updates(
        lambda p, o: CAME(
            p.values(), lr=o["learningRate"], eps=(o["epsilon1"], o["epsilon2"]),
            clip_threshold=o["threshold"], betas=(o["beta1"], o["beta2"], o["beta3"]),
        )
    ),
    # Its decay of weights is divided by the RMS as its step is, and so is ours.
    "stableAdamw": torch_updates(
        lambda p, o: StableAdamW(
            list(p.values()), lr=o["learningRate"], betas=(o["beta1"], o["beta2"]),
            eps=o["epsilon"], weight_decay=o["weightDecay"], kahan_sum=False,
        )
    ),
    "adafactorBigVision": optax_updates(big_vision),
    # A kernel of four axes must be a matrix before it comes here: the author's code makes one of its
    # gradient, and cannot add that to the kernel.
    "muon": torch_updates(muon, transposed=KERNELS),
    # It takes matrices only.
    "adamMini": torch_updates(
        adam_mini({"tall": "mlp", "wide": "q_proj", "vector": "bias", "scalar": "norm"}),
        transposed=KERNELS, only=("tall", "wide", "vector", "scalar"),
    ),
    "adamMini of embeddings": torch_updates(
        adam_mini({"tall": "embed", "wide": "lm_head"}), only=("tall", "wide")
    ),
}

ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
BIG_VISION = {"power": 0.8, "beta2": 0.999, "epsilon1": 1e-30, "threshold": None, "beta1": 0.9}
CAME_OPTIONS = {
    "beta1": 0.9, "beta2": 0.999, "beta3": 0.9999, "epsilon1": 1e-30, "epsilon2": 1e-16, "threshold": 1,
}
MUON = {
    "momentum": 0.95, "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-10, "adamFactor": 0.015,
    "weightDecay": 0,
}

CASES = [
    ("Lion", "lion", {"learningRate": 0.01, "beta1": 0.9, "beta2": 0.99, "weightDecay": 0}),
    (
        "Lion with weight decay",
        "lion",
        {"learningRate": 0.01, "beta1": 0.95, "beta2": 0.98, "weightDecay": 0.1},
    ),
    ("CAME", "came", {"learningRate": 0.01, **CAME_OPTIONS}),
    (
        "CAME, clipped lower, that forgets faster",
        "came",
        {"learningRate": 0.01, **CAME_OPTIONS, "beta2": 0.9, "beta3": 0.95, "threshold": 0.3},
    ),
    ("StableAdamW", "stableAdamw", {"learningRate": 0.01, **ADAM, "beta2": 0.99, "weightDecay": 0.1}),
    (
        "StableAdamW, a fast decay",
        "stableAdamw",
        {"learningRate": 0.01, **ADAM, "beta2": 0.6, "weightDecay": 0},
    ),
    ("Adafactor of BigVision", "adafactorBigVision", {"learningRate": 0.01, **BIG_VISION}),
    (
        "Adafactor of BigVision, clipped, its decay stopped early",
        "adafactorBigVision",
        {"learningRate": 0.01, **BIG_VISION, "threshold": 0.5, "beta2": 0.8},
    ),
    ("Muon", "muon", {"learningRate": 0.02, **MUON}),
    ("Muon with weight decay", "muon", {"learningRate": 0.02, **MUON, "weightDecay": 0.1}),
    ("Adam-mini", "adamMini", {"learningRate": 0.01, **ADAM, "heads": 2}),
    ("Adam-mini of embeddings", "adamMini", {"learningRate": 0.01, **ADAM, "heads": 1}),
]


def plain(step):
    """Flat lists by name, of seven significant digits."""
    return {
        name: [float(f"{value:.7g}") for value in np.ravel(array)] for name, array in step.items()
    }


if __name__ == "__main__":
    document = {
        "versions": {"torch": torch.__version__.split("+")[0], "optax": optax.__version__},
        "shapes": SHAPES,
        "steps": STEPS,
        "kept": KEPT,
        "cases": [],
    }
    for name, optimizer, options in CASES:
        steps = PEERS["adamMini of embeddings" if "embeddings" in name else optimizer](options)
        document["cases"].append(
            {
                "name": name,
                "optimizer": optimizer,
                "options": options,
                "updates": [plain(steps[step - 1]) for step in KEPT],
            }
        )
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes")
