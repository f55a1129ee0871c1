"""The model of `src/model/transformer.ts` and its loss, written for JAX.

A pure function of parameters by our names, in our layout. Pre-norm, one embedding matrix for source,
target and softmax, no biases in attention.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

# Tensor2Tensor's layer-norm epsilon and longest wave, as in our model.
LAYER_NORM_EPSILON = 1e-6
LONGEST_TIMESCALE = 10_000


def position_signal(length: int, d_model: int) -> np.ndarray:
    """Sines in the first half of the features, cosines in the second; [length, d_model]."""
    timescales = d_model // 2
    exponents = np.arange(timescales) / max(1, timescales - 1)
    angles = np.arange(length)[:, None] / LONGEST_TIMESCALE**exponents
    return np.concatenate([np.sin(angles), np.cos(angles)], 1).astype(np.float32)


def random_keys(key: Array) -> Iterator[Array]:
    """A new key each time."""
    while True:
        key, own = jax.random.split(key)
        yield own


@dataclass
class Transformer:
    """The model with these parameters in one training step."""

    model: dict
    parameters: dict[str, Array]
    pad_id: int
    keys: Iterator[Array]

    def dropout(self, x: Array, kind: str) -> Array:
        rate = self.model["dropout"][kind]
        if rate == 0:
            return x
        kept = jax.random.bernoulli(next(self.keys), 1 - rate, x.shape)
        return jnp.where(kept, x / (1 - rate), 0)

    def norm(self, x: Array, name: str) -> Array:
        centred = x - x.mean(-1, keepdims=True)
        variance = jnp.square(centred).mean(-1, keepdims=True)
        normalised = centred * jax.lax.rsqrt(variance + LAYER_NORM_EPSILON)
        return normalised * self.parameters[f"{name}/scale"] + self.parameters[f"{name}/offset"]

    def heads(self, x: Array, matrix: str) -> Array:
        """[batch, length, d_model] -> [batch, heads, length, d_model / heads]."""
        projected = x @ self.parameters[matrix]
        return projected.reshape(*x.shape[:2], self.model["heads"], -1).swapaxes(1, 2)

    def attention(self, x: Array, name: str, mask: Array, memory: Array | None = None) -> Array:
        """`mask` is added to the scores; keys and values come from `memory`, or else from `x`."""
        normalised = self.norm(x, f"{name}/norm")
        seen = normalised if memory is None else memory
        queries = self.heads(normalised, f"{name}/query")
        keys, values = self.heads(seen, f"{name}/key"), self.heads(seen, f"{name}/value")
        scores = queries @ keys.swapaxes(2, 3) / math.sqrt(queries.shape[-1]) + mask
        weights = self.dropout(jax.nn.softmax(scores), "attention")
        output = (weights @ values).swapaxes(1, 2).reshape(x.shape)
        return x + self.dropout(output @ self.parameters[f"{name}/output"], "residual")

    def affine(self, x: Array, name: str) -> Array:
        return x @ self.parameters[f"{name}/kernel"] + self.parameters[f"{name}/bias"]

    def feed_forward(self, x: Array, name: str) -> Array:
        hidden = jax.nn.relu(self.affine(self.norm(x, f"{name}/norm"), f"{name}/hidden"))
        output = self.affine(self.dropout(hidden, "relu"), f"{name}/output")
        return x + self.dropout(output, "residual")

    def embed(self, ids: Array) -> Array:
        """`ids` are [batch, length]."""
        d_model = self.model["dModel"]
        embedded = self.parameters["embedding/all"][ids] * math.sqrt(d_model)
        return self.dropout(embedded + position_signal(ids.shape[1], d_model), "residual")

    def logits(self, source: Array, target_input: Array) -> Array:
        """[sentences, length, vocabulary]; ids are [sentences, length] each."""
        padding = jnp.where(source == self.pad_id, -jnp.inf, 0)[:, None, None, :]
        x = self.embed(source)
        for index in range(self.model["encoderLayers"]):
            name = f"encoder/{index}"
            x = self.attention(x, f"{name}/self_attention", padding)
            x = self.feed_forward(x, f"{name}/feed_forward")
        memory = self.norm(x, "encoder/norm")
        length = target_input.shape[1]
        future = np.triu(np.full((length, length), -np.inf, np.float32), 1)
        x = self.embed(target_input)
        for index in range(self.model["decoderLayers"]):
            name = f"decoder/{index}"
            x = self.attention(x, f"{name}/self_attention", future)
            x = self.attention(x, f"{name}/cross_attention", padding, memory)
            x = self.feed_forward(x, f"{name}/feed_forward")
        return self.norm(x, "decoder/norm") @ self.parameters["embedding/all"].T

    def loss(self, source: Array, target_input: Array, target_output: Array) -> Array:
        """Smoothed cross-entropy in nats a target token."""
        logits = self.logits(source, target_input)
        vocabulary = logits.shape[-1]
        # We share the smoothing among all classes but the label.
        smoothing = self.model["labelSmoothing"] * vocabulary / (vocabulary - 1)
        label = jnp.take_along_axis(logits, target_output[..., None], -1)[..., 0]
        expected = (1 - smoothing) * label + smoothing * logits.mean(-1)
        losses = jax.nn.logsumexp(logits, -1) - expected
        return jnp.mean(losses, where=target_output != self.pad_id)
