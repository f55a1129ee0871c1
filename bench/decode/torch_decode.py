"""The peer: beam search as `src/decode/steps.ts` defines it, written for PyTorch.

Keys and values are cached and grow with the translations; cross-attention reads each sentence's own
once for its whole beam; hypotheses are tensors, with no loop over sentences; and sentences whose
search is over leave the batch.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from decode.passes import prepare_passes
from harness.serve import TakeTurn, serve
from step.torch_model import Transformer, load_parameters

KeysValues = tuple[Tensor, Tensor]


@dataclass
class Rules:
    """What a search is asked for."""

    beam: int
    alpha: float
    # How long each translation may become, [sentences].
    longest: Tensor
    bos_id: int
    eos_id: int

    def penalty(self, length: Tensor | int) -> Tensor | float:
        """Wu et al. (2016), equation 14, without coverage."""
        return ((5 + length) / 6) ** self.alpha


@dataclass
class Beams:
    """The searches that go on, one sentence a row: [rows, beam, ...]."""

    # Which sentence of the batch each row is, [rows].
    sentence: Tensor
    # Symbols so far, [rows, beam, length].
    symbols: Tensor
    # Their log-probabilities, [rows, beam].
    scores: Tensor
    # Of the best hypothesis that has ended, [rows].
    best: Tensor

    def keep(self, rows: Tensor) -> "Beams":
        return Beams(
            self.sentence[rows], self.symbols[rows], self.scores[rows], self.best[rows]
        )


class Decoder:
    """The decoder on one batch: caches of keys and values by layer."""

    def __init__(self, model: Transformer, source: Tensor, beam: int) -> None:
        self.layers = model.decoder.numbered()
        self.model = model
        memory, self.padding = model.encode(source)
        self.cross = [layer["cross_attention"].keys_values(memory) for layer in self.layers]
        empty = torch.empty(len(source) * beam, model.model["heads"], 0, self.cross[0][0].shape[-1])
        self.self: list[KeysValues] = [(empty, empty)] * len(self.layers)

    def reorder(self, hypotheses: Tensor) -> None:
        """Puts the caches into the order of `hypotheses`, rows of the beams flattened."""
        self.self = [(k[hypotheses], v[hypotheses]) for k, v in self.self]

    def keep(self, rows: Tensor) -> None:
        """Leaves only these sentences in the batch."""
        self.padding = self.padding[rows]
        self.cross = [(k[rows], v[rows]) for k, v in self.cross]

    def step(self, symbols: Tensor, position: int) -> Tensor:
        """Scores of the next symbol, [rows, beam, vocabulary], after `symbols` [rows, beam]."""
        x = self.model.embed(symbols.reshape(-1, 1), position)
        for index, layer in enumerate(self.layers):
            attention = layer["self_attention"]
            normalised = attention.norm(x)
            added = attention.keys_values(normalised)
            keys, values = (torch.cat(pair, 2) for pair in zip(self.self[index], added))
            self.self[index] = (keys, values)
            x = x + attention.look_up(normalised, keys, values, None)
            # The beam's hypotheses are queries of one sentence.
            attention = layer["cross_attention"]
            normalised = attention.norm(x).view(*symbols.shape, -1)
            seen = attention.look_up(normalised, *self.cross[index], self.padding)
            x = layer["feed_forward"](x + seen.view_as(x))
        return self.model.scores(x).view(*symbols.shape, -1)


@torch.inference_mode()
def translate_batch(model: Transformer, source: Tensor, rules: Rules) -> list[list[int]]:
    """The translation of each row of `source`, without its end symbol."""
    sentences, beam = len(source), rules.beam
    decoder = Decoder(model, source, beam)
    beams = Beams(
        sentence=torch.arange(sentences),
        symbols=torch.empty(sentences, beam, 0, dtype=torch.long),
        # One hypothesis, which says nothing yet.
        scores=torch.tensor([0.0] + [-torch.inf] * (beam - 1)).repeat(sentences, 1),
        best=torch.full((sentences,), -torch.inf, dtype=torch.float64),
    )
    last = torch.full((sentences, beam), rules.bos_id)
    translations: list[list[int]] = [[] for _ in range(sentences)]
    for position in range(int(rules.longest.max())):
        log_probabilities = F.log_softmax(decoder.step(last, position), -1)
        log_probabilities[..., [model.pad_id, rules.bos_id]] = -torch.inf
        vocabulary = log_probabilities.shape[-1]
        longer = (beams.scores[..., None] + log_probabilities).flatten(1)
        scores, chosen = longer.topk(2 * beam)
        parents, symbols = chosen // vocabulary, chosen % vocabulary

        # The best of those that end, where it is better than what ended before.
        ends = symbols == rules.eos_id
        ended = scores.double() / rules.penalty(position + 1)
        best, place = ended.masked_fill(~ends, -torch.inf).max(1)
        for row in (best > beams.best).nonzero().flatten().tolist():
            words = beams.symbols[row, parents[row, place[row]]]
            translations[int(beams.sentence[row])] = words.tolist()
        beams.best = torch.maximum(beams.best, best)

        # The likeliest of the others stay in the beam.
        alive = ends.int().argsort(dim=1, stable=True)[:, :beam]
        scores, parents, symbols = (x.gather(1, alive) for x in (scores, parents, symbols))
        rows = torch.arange(len(parents))[:, None]
        beams.symbols = torch.cat([beams.symbols[rows, parents], symbols[..., None]], 2)
        beams.scores = scores
        longest = rules.longest[beams.sentence]
        hope = scores[:, 0].double() / rules.penalty(longest)
        # What has not ended is as long as it may be.
        cut = (longest == position + 1) & (beams.best == -torch.inf)
        for row in cut.nonzero().flatten().tolist():
            translations[int(beams.sentence[row])] = beams.symbols[row, 0].tolist()
        going_on = ((hope > beams.best) & (longest > position + 1)).nonzero().flatten()
        if len(going_on) == 0:
            return translations
        hypotheses = (rows * beam + parents)[going_on]
        decoder.reorder(hypotheses.flatten())
        last = symbols[going_on]
        if len(going_on) < len(rows):
            decoder.keep(going_on)
            beams = beams.keep(going_on)
    return translations


class Translator:
    """A model, and the sentences that it translates again and again."""

    def __init__(self, workload: dict) -> None:
        self.workload = workload
        self.sources: list[list[int]] = workload["sources"]
        positions = max(map(len, self.sources)) + 1 + workload["search"]["extraLength"]
        self.model = Transformer(
            workload["model"], workload["vocabulary"], positions, workload["symbols"]["padId"]
        )
        load_parameters(self.model, workload["parametersFile"])
        self.model.eval()

    def batch(self, members: list[int]) -> tuple[Tensor, Rules]:
        """Sources by number in rows as long as the longest, and the rules of their search."""
        symbols, search = self.workload["symbols"], self.workload["search"]
        rows = [torch.tensor([*self.sources[member], symbols["eosId"]]) for member in members]
        source = torch.nn.utils.rnn.pad_sequence(
            rows, batch_first=True, padding_value=symbols["padId"]
        )
        longest = torch.tensor([len(row) + search["extraLength"] for row in rows])
        rules = Rules(
            search["beamSize"], search["alpha"], longest, symbols["bosId"], symbols["eosId"]
        )
        return source, rules

    def translate(self) -> list[list[int]]:
        """The translations of everything."""
        order = sorted(range(len(self.sources)), key=lambda i: len(self.sources[i]))
        translations: list[list[int]] = [[] for _ in self.sources]
        sentences = self.workload["sentences"]
        for first in range(0, len(order), sentences):
            members = order[first : first + sentences]
            for member, ids in zip(members, translate_batch(self.model, *self.batch(members))):
                translations[member] = ids
        return translations


def prepare(workload: dict) -> tuple[dict, TakeTurn]:
    """Translates the workload's sentences again and again."""
    translator = Translator(workload)
    library = f"PyTorch {torch.__version__}"
    description = {"library": library, "threads": torch.get_num_threads()}
    return prepare_passes(description, translator.translate)


if __name__ == "__main__":
    serve(prepare)
