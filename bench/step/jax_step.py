"""The peer: the training step of `src/train/step.ts`, written for JAX and compiled as one program.

The model of `jax_model.py` with optax's optimisers. XLA's own generator draws dropout's masks, which
is the fastest that JAX has, and parameters and state are updated in place.
"""

import os

import jax
import jax.numpy as jnp
import optax
from safetensors.numpy import load_file

from harness.serve import TakeTurn, serve
from step.jax_model import Transformer, random_keys
from step.steps import PRODUCT_SIZE, prepare_steps

# Keeps gradients as its state, so that they are computed, and changes nothing.
KEEP_GRADIENTS = optax.GradientTransformation(
    lambda parameters: parameters,
    lambda gradients, _state, _parameters: (jax.tree.map(jnp.zeros_like, gradients), gradients),
)


def build_optimizer(options: dict) -> optax.GradientTransformation:
    """The optimiser that the workload describes."""
    match options["name"]:
        case "adam":
            return optax.adam(
                options["factor"], options["beta1"], options["beta2"], options["epsilon"]
            )
        case "adafactor":
            return optax.chain(
                optax.scale_by_factored_rms(
                    min_dim_size_to_factor=1,
                    decay_rate=options["decay"]["power"],
                    epsilon=options["epsilon1"],
                ),
                optax.clip_by_block_rms(options["threshold"]),
                optax.scale_by_param_block_rms(options["epsilon2"]),
                optax.scale(-options["factor"]),
            )
        case "none":
            return KEEP_GRADIENTS
        case name:
            raise ValueError(f"no optimiser is called {name!r}; there are adam, adafactor, none")


def prepare(workload: dict) -> tuple[dict, TakeTurn]:
    """Trains the workload's model on its batch again and again."""
    plain = workload["batch"]
    rows = (plain["sentences"], plain["length"])
    batch = [
        jnp.array(plain[side]).reshape(rows) for side in ("source", "targetInput", "targetOutput")
    ]
    parameters = {
        name: jnp.array(value) for name, value in load_file(workload["parametersFile"]).items()
    }
    optimizer = build_optimizer(workload["optimizer"])

    def loss_of(parameters: dict, key: jax.Array) -> jax.Array:
        keys = random_keys(key)
        return Transformer(workload["model"], parameters, workload["padId"], keys).loss(*batch)

    def update(parameters: dict, kept: optax.OptState, key: jax.Array) -> tuple:
        key, own = jax.random.split(key)
        loss, gradients = jax.value_and_grad(loss_of)(parameters, own)
        updates, kept = optimizer.update(gradients, kept, parameters)
        return optax.apply_updates(parameters, updates), kept, key, loss

    compiled = jax.jit(update, donate_argnums=(0, 1))
    # Of its own memory: what is donated may be there once only.
    kept = jax.tree.map(jnp.copy, optimizer.init(parameters))
    state = (parameters, kept, jax.random.key(workload["seed"], impl="rbg"))

    def step() -> float:
        nonlocal state
        *state, loss = compiled(*state)
        return float(loss)

    matrix = jnp.full((PRODUCT_SIZE, PRODUCT_SIZE), 0.5)
    product = jax.jit(jnp.matmul)
    product(matrix, matrix).block_until_ready()
    description = {
        "library": f"JAX {jax.__version__}",
        # XLA takes all cores that it may use, and does not say how many.
        "threads": len(os.sched_getaffinity(0)),
        "parameters": sum(value.size for value in parameters.values()),
    }
    return prepare_steps(
        description, step, lambda: product(matrix, matrix).block_until_ready()
    )


if __name__ == "__main__":
    serve(prepare)
