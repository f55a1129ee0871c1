"""Writes the updates of torch.optim and optax, in float64, that vectors.test.ts compares with.

    python3 -m venv .venv
    .venv/bin/pip install torch==2.15.0 optax==0.2.8 jax==0.10.2 numpy
    .venv/bin/python make_vectors.py

Every optimiser sees the same parameters and the same gradients. `options` of a case are those of
the function of `src/named.ts` that its `optimizer` names; what they mean to the peer stands
in `PEERS`, and so does what the peer defines otherwise.

optimizers.vectors.json is written beside this script and is the same on every run.
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

jax.config.update("jax_enable_x64", True)

OUTPUT = pathlib.Path(__file__).parent / "optimizers.vectors.json"
STEPS = 6
SHAPES = {"scalar": [], "vector": [7], "matrix": [5, 3], "cube": [2, 4, 3], "turned": [4, 2, 3]}


def torch_updates(create):
    """Updates, parameters before minus parameters after, of the optimiser that `create` makes."""

    def updates(options, parameters, gradients):
        tensors = {name: torch.tensor(value) for name, value in parameters.items()}
        optimizer = create(list(tensors.values()), options)
        steps = []
        for gradient in gradients:
            before = {name: tensor.clone() for name, tensor in tensors.items()}
            for name, tensor in tensors.items():
                tensor.grad = torch.tensor(gradient[name])
            optimizer.step()
            steps.append({name: (before[name] - tensors[name]).numpy() for name in tensors})
        return steps

    return updates


def optax_updates(create, leave_out=()):
    """The same for optax, whose updates are added; `leave_out` are shapes that it cannot take."""

    def updates(options, parameters, gradients):
        optimizer = create(options)
        current = {name: jnp.array(value) for name, value in parameters.items() if name not in leave_out}
        state = optimizer.init(current)
        steps = []
        for gradient in gradients:
            taken = {name: jnp.array(gradient[name]) for name in current}
            added, state = optimizer.update(taken, state, current)
            current = optax.apply_updates(current, added)
            steps.append({name: -np.array(value) for name, value in added.items()})
        return steps

    return updates


def optax_adafactor(o):
    # Without `min_dim_size_to_factor` nothing shorter than 128 is factored.
    return optax.adafactor(
        o["learningRate"],
        min_dim_size_to_factor=1,
        decay_rate=o["decay"]["power"],
        multiply_by_parameter_scale=o["relativeStep"],
        clipping_threshold=o["threshold"],
        momentum=o["beta1"] or None,
        eps=o["epsilon1"],
    )


def optax_sm3(o):
    # optax.sm3, which adds 1e-8 to every sum; here it adds nothing, as in the paper.
    return optax.chain(
        optax.scale_by_sm3(b1=o["beta1"], b2=o.get("beta2", 1.0), eps=0.0),
        optax.scale(-o["learningRate"]),
    )


PEERS = {
    "sgd": torch_updates(lambda p, o: torch.optim.SGD(p, lr=o["learningRate"])),
    "momentum": torch_updates(
        lambda p, o: torch.optim.SGD(p, lr=o["learningRate"], momentum=o["beta1"])
    ),
    "nesterov": torch_updates(
        lambda p, o: torch.optim.SGD(p, lr=o["learningRate"], momentum=o["beta1"], nesterov=True)
    ),
    "adagrad": torch_updates(
        lambda p, o: torch.optim.Adagrad(p, lr=o["learningRate"], eps=o["epsilon"])
    ),
    "rmsprop": torch_updates(
        lambda p, o: torch.optim.RMSprop(
            p, lr=o["learningRate"], alpha=o["beta2"], eps=o["epsilon"],
            momentum=o["beta1"], centered=o["centred"],
        )
    ),
    "adam": torch_updates(
        lambda p, o: torch.optim.Adam(
            p, lr=o["learningRate"], betas=(o["beta1"], o["beta2"]), eps=o["epsilon"]
        )
    ),
    "adamw": torch_updates(
        lambda p, o: torch.optim.AdamW(
            p, lr=o["learningRate"], betas=(o["beta1"], o["beta2"]), eps=o["epsilon"],
            weight_decay=o["weightDecay"],
        )
    ),
    "adafactor": optax_updates(optax_adafactor),
    # A scalar has no axis, and optax keeps one accumulator an axis.
    "sm3": optax_updates(optax_sm3, leave_out=("scalar",)),
}

ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
RMSPROP = {"beta2": 0.9, "epsilon": 1e-8, "centred": False, "beta1": 0}
ADAFACTOR = {"decay": {"power": 0.8}, "epsilon1": 1e-30, "threshold": 1, "relativeStep": True, "beta1": 0}

CASES = [
    ("SGD", "sgd", {"learningRate": 0.05}),
    ("SGD with momentum", "momentum", {"learningRate": 0.05, "beta1": 0.9}),
    ("SGD with Nesterov's momentum", "nesterov", {"learningRate": 0.05, "beta1": 0.9}),
    ("Adagrad", "adagrad", {"learningRate": 0.1, "epsilon": 1e-10}),
    ("RMSprop", "rmsprop", {"learningRate": 0.01, **RMSPROP}),
    ("RMSprop, centred", "rmsprop", {"learningRate": 0.01, **RMSPROP, "centred": True}),
    ("RMSprop with momentum", "rmsprop", {"learningRate": 0.01, **RMSPROP, "beta1": 0.8}),
    (
        "RMSprop, centred, with momentum",
        "rmsprop",
        {"learningRate": 0.01, **RMSPROP, "centred": True, "beta1": 0.8},
    ),
    ("Adam", "adam", {"learningRate": 0.01, **ADAM}),
    ("Adam, beta1 = 0, a large epsilon", "adam", {"learningRate": 0.01, **ADAM, "beta1": 0.0, "epsilon": 0.1}),
    ("AdamW", "adamw", {"learningRate": 0.01, **ADAM, "weightDecay": 0.1}),
    ("Adafactor", "adafactor", {"learningRate": 0.05, **ADAFACTOR}),
    ("Adafactor with momentum", "adafactor", {"learningRate": 0.05, **ADAFACTOR, "beta1": 0.9}),
    (
        "Adafactor, absolute steps, not clipped",
        "adafactor",
        {"learningRate": 0.05, **ADAFACTOR, "threshold": None, "relativeStep": False},
    ),
    ("SM3", "sm3", {"learningRate": 0.1, "beta1": 0.9}),
    ("SM3 without momentum", "sm3", {"learningRate": 0.1, "beta1": 0}),
    ("SM3, exponential", "sm3", {"learningRate": 0.1, "beta1": 0.9, "beta2": 0.9}),
]


def short(value):
    """The value as float32 holds it, with few enough digits to be read by eye."""
    return np.float64(np.float32(f"{value:.4g}"))


def draw(generator, size, zeros=0.0):
    """Values of every shape around `size`, of both signs, some of them 0."""

    def one(shape):
        values = generator.normal(0, size, shape) * 10 ** generator.uniform(-0.5, 0.5, shape)
        kept = np.where(generator.uniform(0, 1, shape) < zeros, 0, values)
        return np.vectorize(short, otypes=[np.float64])(kept)

    return {name: one(shape) for name, shape in SHAPES.items()}


def plain(tree, digits):
    """Flat lists by name, rounded to significant digits."""
    return {
        name: [float(f"{value:.{digits}g}") for value in np.ravel(array)]
        for name, array in tree.items()
    }


if __name__ == "__main__":
    generator = np.random.default_rng(4)
    parameters = draw(generator, 0.5)
    gradients = [draw(generator, 1, zeros=0.1) for _ in range(STEPS)]
    document = {
        "versions": {"torch": torch.__version__.split("+")[0], "optax": optax.__version__},
        "shapes": SHAPES,
        "parameters": plain(parameters, 4),
        "gradients": [plain(step, 4) for step in gradients],
        "cases": [
            {
                "name": name,
                "optimizer": optimizer,
                "options": options,
                "updates": [
                    plain(step, 9) for step in PEERS[optimizer](options, parameters, gradients)
                ],
            }
            for name, optimizer, options in CASES
        ],
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes")
