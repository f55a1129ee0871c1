"""CTranslate2, an inference engine of its own for Transformers, with our parameters.

It divides by no length penalty that is ours, so it searches without one: its translations are the
same as with `alpha` 0. It cuts all translations of a batch at the same length.
"""

import os
import tempfile

import ctranslate2
import numpy as np
from safetensors.numpy import load_file

from decode.passes import prepare_passes
from harness.serve import TakeTurn, serve

# As in our model.
LAYER_NORM_EPSILON = 1e-6
LONGEST_TIMESCALE = 10_000


def position_signal(length: int, d_model: int) -> np.ndarray:
    """Sines in the first half of the features, cosines in the second; [length, d_model]."""
    timescales = d_model // 2
    exponents = np.arange(timescales) / max(1, timescales - 1)
    angles = np.arange(length)[:, None] / LONGEST_TIMESCALE**exponents
    return np.concatenate([np.sin(angles), np.cos(angles)], 1).astype(np.float32)


class Parameters:
    """Our parameters by name, in the shapes that CTranslate2 has them in."""

    def __init__(self, workload: dict) -> None:
        self.values = load_file(workload["parametersFile"])

    def matrix(self, *names: str) -> np.ndarray:
        """[outputs, inputs] of matrices of ours, [inputs, outputs], side by side."""
        return np.concatenate([self.values[name].T for name in names])

    def norm(self, spec, name: str) -> None:
        spec.gamma = self.values[f"{name}/scale"]
        spec.beta = self.values[f"{name}/offset"]

    def attention(self, spec, name: str, groups: list[list[str]]) -> None:
        self.norm(spec.layer_norm, f"{name}/norm")
        for linear, group in zip(spec.linear, groups):
            linear.weight = self.matrix(*(f"{name}/{part}" for part in group))

    def feed_forward(self, spec, name: str) -> None:
        self.norm(spec.layer_norm, f"{name}/norm")
        for linear, part in (spec.linear_0, "hidden"), (spec.linear_1, "output"):
            linear.weight = self.matrix(f"{name}/{part}/kernel")
            linear.bias = self.values[f"{name}/{part}/bias"]


def build_spec(workload: dict, tokens: list[str], positions: int) -> ctranslate2.specs.TransformerSpec:
    """The model with our parameters; all embeddings are one matrix."""
    model = workload["model"]
    parameters = Parameters(workload)
    layers = (model["encoderLayers"], model["decoderLayers"])
    spec = ctranslate2.specs.TransformerSpec.from_config(layers, model["heads"], pre_norm=True)
    embedding = parameters.values["embedding/all"]
    signal = position_signal(positions, model["dModel"])
    whole, joined = ["query", "key", "value"], [["query"], ["key", "value"]]
    for stack, name in (spec.encoder, "encoder"), (spec.decoder, "decoder"):
        embeddings = stack.embeddings[0] if name == "encoder" else stack.embeddings
        embeddings.weight = embedding
        stack.scale_embeddings = True
        stack.position_encodings.encodings = signal
        parameters.norm(stack.layer_norm, f"{name}/norm")
        for index, layer in enumerate(stack.layer):
            own = f"{name}/{index}"
            parameters.attention(layer.self_attention, f"{own}/self_attention", [whole, ["output"]])
            if name == "decoder":
                cross = [*joined, ["output"]]
                parameters.attention(layer.attention, f"{own}/cross_attention", cross)
            parameters.feed_forward(layer.ffn, f"{own}/feed_forward")
    spec.decoder.projection.weight = embedding
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    symbols = workload["symbols"]
    spec.config.unk_token = tokens[symbols["unkId"]]
    spec.config.bos_token = tokens[symbols["bosId"]]
    spec.config.eos_token = tokens[symbols["eosId"]]
    spec.config.decoder_start_token = tokens[symbols["bosId"]]
    spec.config.add_source_eos = True
    spec.config.layer_norm_epsilon = LAYER_NORM_EPSILON
    return spec


class Translator:
    """A model, and the sentences that it translates again and again."""

    def __init__(self, workload: dict) -> None:
        self.workload = workload
        if workload["model"]["embedding"]["multiplier"] != "sqrt(dModel)":
            raise ValueError("CTranslate2 multiplies embeddings by sqrt(dModel)")
        self.tokens = [str(token) for token in range(workload["vocabulary"])]
        self.sources = [[self.tokens[token] for token in ids] for ids in workload["sources"]]
        self.longest = max(map(len, self.sources)) + 1 + workload["search"]["extraLength"]
        with tempfile.TemporaryDirectory() as folder:
            spec = build_spec(workload, self.tokens, self.longest + 1)
            spec.validate()
            spec.save(folder)
            self.threads = len(os.sched_getaffinity(0))
            self.translator = ctranslate2.Translator(
                folder, device="cpu", compute_type="float32", inter_threads=1, intra_threads=self.threads
            )

    def translate(self) -> list[list[int]]:
        """The translations of everything."""
        symbols = self.workload["symbols"]
        results = self.translator.translate_batch(
            self.sources,
            beam_size=self.workload["search"]["beamSize"],
            length_penalty=0,
            max_batch_size=self.workload["sentences"],
            max_decoding_length=self.longest,
            min_decoding_length=0,
            suppress_sequences=[[self.tokens[symbols["padId"]]], [self.tokens[symbols["bosId"]]]],
        )
        return [[int(token) for token in result.hypotheses[0]] for result in results]


def prepare(workload: dict) -> tuple[dict, TakeTurn]:
    """Translates the workload's sentences again and again."""
    translator = Translator(workload)
    library = f"CTranslate2 {ctranslate2.__version__}"
    description = {"library": library, "threads": translator.threads}
    return prepare_passes(description, translator.translate)


if __name__ == "__main__":
    serve(prepare)
