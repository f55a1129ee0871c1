"""CTranslate2, an inference engine of its own for Transformers, with our parameters.

It divides by no length penalty that is ours, so it searches without one: its translations are the
same as with `alpha` 0. It cuts all translations of a batch at the same length.

Speaks the protocol of `decode-protocol.ts`: one JSON object a line on standard input, one on
standard output for each.
"""

import json
import os
import resource
import sys
import tempfile
import time

import ctranslate2
import numpy as np

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
        with open(workload["parametersFile"], encoding="utf-8") as file:
            self.values = json.load(file)
        self.d_model = workload["model"]["dModel"]

    def vector(self, name: str) -> np.ndarray:
        return np.array(self.values[name], np.float32)

    def matrix(self, *names: str) -> np.ndarray:
        """[outputs, inputs] of matrices of ours, [inputs, outputs], side by side."""
        matrices = [self.vector(name) for name in names]
        return np.concatenate([m.reshape(self.inputs(name), -1).T for name, m in zip(names, matrices)])

    def inputs(self, name: str) -> int:
        if not name.endswith("/kernel"):
            return self.d_model
        bias = name.removesuffix("kernel") + "bias"
        return len(self.values[name]) // len(self.values[bias])

    def norm(self, spec, name: str) -> None:
        spec.gamma = self.vector(f"{name}/scale")
        spec.beta = self.vector(f"{name}/offset")

    def attention(self, spec, name: str, groups: list[list[str]]) -> None:
        self.norm(spec.layer_norm, f"{name}/norm")
        for linear, group in zip(spec.linear, groups):
            linear.weight = self.matrix(*(f"{name}/{part}" for part in group))

    def feed_forward(self, spec, name: str) -> None:
        self.norm(spec.layer_norm, f"{name}/norm")
        for linear, part in (spec.linear_0, "hidden"), (spec.linear_1, "output"):
            linear.weight = self.matrix(f"{name}/{part}/kernel")
            linear.bias = self.vector(f"{name}/{part}/bias")


def build_spec(workload: dict, tokens: list[str], positions: int) -> ctranslate2.specs.TransformerSpec:
    """The model with our parameters; all embeddings are one matrix."""
    model = workload["model"]
    parameters = Parameters(workload)
    layers = (model["encoderLayers"], model["decoderLayers"])
    spec = ctranslate2.specs.TransformerSpec.from_config(layers, model["heads"], pre_norm=True)
    embedding = parameters.vector("embedding/all").reshape(-1, model["dModel"])
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

    def turn(self) -> tuple[float, list[list[int]]]:
        """Translates everything: seconds that it took, and the translations."""
        symbols = self.workload["symbols"]
        start = time.perf_counter()
        results = self.translator.translate_batch(
            self.sources,
            beam_size=self.workload["search"]["beamSize"],
            length_penalty=0,
            max_batch_size=self.workload["sentences"],
            max_decoding_length=self.longest,
            min_decoding_length=0,
            suppress_sequences=[[self.tokens[symbols["padId"]]], [self.tokens[symbols["bosId"]]]],
        )
        translations = [[int(token) for token in result.hypotheses[0]] for result in results]
        return time.perf_counter() - start, translations


def main() -> None:
    translator = Translator(json.loads(sys.stdin.readline()))
    ready = {"library": f"CTranslate2 {ctranslate2.__version__}", "threads": translator.threads}
    print(json.dumps(ready), flush=True)
    for _ in sys.stdin:
        seconds, translations = translator.turn()
        # Linux counts memory in kibibytes.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        answer = {"seconds": seconds, "translations": translations, "peakMemoryBytes": peak}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
