"""Writes the statistics of reports as SciPy, NumPy and sacreBLEU compute them.

    python3 -m venv .venv
    .venv/bin/pip install numpy==2.4.6 scipy==1.17.1 sacrebleu==2.6.0
    .venv/bin/python make_vectors.py

statistics.vectors.json is written beside this script and is the same on every run.
"""

import json
from pathlib import Path

import numpy as np
from sacrebleu.metrics import BLEU
from scipy import stats

# Shazeer & Stern (2018), Table 2, rows A to Q6; a run that diverged is 0.
WARM_UP = [25.6, 25.4, 25.4, 25.2, 0.3, 25.0, 18.4, 25.4, 25.7, 25.6, 25.6, 25.6, 25.4, 25.9, 25.0,
           24.9, 0.6, 8.2, 22.9, 24.0, 24.3, 0]
NONE = [0.1, 23.1, 0.2, 0.3, 0.5, 0.4, 15.6, 21.5, 0.2, 22.4, 21.1, 0.1, 0.1, 22.4, 25.5, 25.3, 0.8,
        9.1, 0, 0, 0, 0]

random = np.random.default_rng(1)


def tau_case(x, y):
    tau = stats.kendalltau(x, y, variant="b").statistic
    return {"x": list(map(float, x)), "y": list(map(float, y)),
            "tau": None if np.isnan(tau) else float(tau)}


def taus():
    yield tau_case(WARM_UP, NONE)
    yield tau_case([1, 2], [2, 1])
    yield tau_case([1, 1, 1], [1, 2, 3])
    for size in (3, 5, 10, 22):
        yield tau_case(random.normal(size=size), random.normal(size=size))
        # Few values, so that most pairs tie in one or both.
        yield tau_case(random.integers(0, 3, size), random.integers(0, 3, size))


def tau_intervals():
    for x, y in (
        (WARM_UP, NONE),
        (WARM_UP, np.array(WARM_UP) + random.normal(size=len(WARM_UP), scale=3)),
        (NONE, np.array(NONE) + random.normal(size=len(NONE), scale=3)),
    ):
        found = stats.bootstrap(
            (x, y), lambda a, b: stats.kendalltau(a, b).statistic, paired=True, vectorized=False,
            n_resamples=20_000, method="percentile", rng=random,
        ).confidence_interval
        yield {"x": list(map(float, x)), "y": list(map(float, y)),
               "low": float(found.low), "high": float(found.high)}


def spreads():
    for sizes in ((3, 3, 2, 1), (2,), (5, 4, 1, 1)):
        groups = [(20 + random.normal(size=size)).tolist() for size in sizes]
        several = [group for group in groups if len(group) > 1]
        freedom = sum(len(group) - 1 for group in several)
        # The mean square within groups of one-way analysis of variance.
        squares = sum(((np.array(group) - np.mean(group)) ** 2).sum() for group in several)
        yield {
            "groups": groups,
            "means": [float(np.mean(group)) for group in groups],
            "deviations": [float(np.std(group, ddof=1)) if len(group) > 1 else None
                           for group in groups],
            "pooled": float(np.sqrt(squares / freedom)),
            "degreesOfFreedom": freedom,
        }


def intervals():
    for n, other, deviation, freedom, sentences, claims in (
        (1, 1, 1.0, 16, 0.5, 17), (3, 1, 0.7, 2, 0.3, 6), (3, 3, 2.5, 4, 0.0, 1), (5, 2, 1.2, 1, 0.9, 40),
    ):
        difference = float(random.normal(scale=3))
        error = np.sqrt(deviation**2 * (1 / n + 1 / other) + sentences**2)
        quantile = stats.t.ppf(1 - 0.05 / (2 * claims), freedom)
        yield {"n": n, "other": other, "deviation": deviation, "degreesOfFreedom": freedom,
               "sentences": sentences, "claims": claims, "difference": difference,
               "low": float(difference - quantile * error),
               "high": float(difference + quantile * error)}


WORDS = "the a cat dog mat sat ran on under big small red".split()


def sentence_bootstrap():
    """Two systems of two runs and of one, on 40 sentences, as sacreBLEU resamples them."""
    sentences = 40
    references = [" ".join(random.choice(WORDS, random.integers(4, 12))) for _ in range(sentences)]

    def translate(error):
        return [" ".join(random.choice(WORDS) if random.random() < error else word
                         for word in reference.split()) for reference in references]

    metric = BLEU(references=[references])
    runs = [[metric._extract_corpus_statistics(translate(error), None)
             for error in errors] for errors in ((0.2, 0.3), (0.4,))]
    samples = np.random.default_rng(12345).integers(0, sentences, (1000, sentences))
    cells = [np.mean([[metric._compute_score_from_stats(np.array(run)[sample].sum(0).tolist()).score
                       for sample in samples] for run in cell], axis=0) for cell in runs]
    return {"first": np.array(runs[0]).tolist(), "second": np.array(runs[1]).tolist(),
            "deviation": float(np.std(cells[0] - cells[1], ddof=1)),
            "besideDiverged": float(np.std(cells[0], ddof=1))}


vectors = {
    "taus": list(taus()),
    "tauIntervals": list(tau_intervals()),
    "spreads": list(spreads()),
    "intervals": list(intervals()),
    "sentences": sentence_bootstrap(),
}
path = Path(__file__).parent / "statistics.vectors.json"
path.write_text(json.dumps(vectors, separators=(",", ":")) + "\n")
