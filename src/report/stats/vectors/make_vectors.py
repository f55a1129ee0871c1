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
from scipy import optimize, special, stats

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


def polygammas():
    for x in (0.5, 1.0, 1.5, 2.0, 3.7, 11.9, 12.0, 250.0, 1e-3, 1e5):
        yield {"x": x, "digamma": float(special.digamma(x)),
               "trigamma": float(special.polygamma(1, x))}


def fit_prior(variances, freedoms, caution=0):
    """limma's fitFDist, with another way of inverting the trigamma function."""
    halves = np.array(freedoms) / 2
    floored = np.maximum(variances, 1e-5 * np.median(variances))
    logs = np.log(floored) - special.digamma(halves) + np.log(halves)
    spread = logs.var(ddof=1)
    excess = (spread - special.polygamma(1, halves).mean()
              + caution * spread * np.sqrt(2 / (len(logs) - 1)))
    if excess <= 0:
        return float(np.average(variances, weights=freedoms)), None
    half = optimize.brentq(lambda x: special.polygamma(1, x) - excess, 1e-8, 1e8, xtol=1e-300,
                           rtol=1e-14)
    return float(np.exp(logs.mean() + special.digamma(half) - np.log(half))), float(2 * half)


def priors():
    for freedoms, scatter, caution in (([2] * 17, 0, 0), ([2] * 17, 1, 0), ([2, 2, 4, 4, 6], 2, 0),
                                       ([1, 2, 4], 0, 1), ([4] * 30, 0.3, 1)):
        sizes = np.array(freedoms)
        truth = np.exp(scatter * random.normal(size=len(sizes)))
        variances = truth * random.chisquare(sizes) / sizes
        scale, freedom = fit_prior(variances, sizes, caution)
        yield {"variances": variances.tolist(), "freedoms": freedoms, "caution": caution,
               "variance": scale, "degreesOfFreedom": freedom}


def intervals():
    for seeds, deviation, freedom, sentences, level in (
        (3, 1.0, 12.5, 0.5, 0.05 / 102), (3, 0.2, 2.0, 0.3, 0.05 / 36), (5, 2.5, 4.0, 0.0, 0.05),
        (7, 0.01, 30.0, 0.4, 0.05 / 240), (3, 0.2, 0.4, 0.0, 0.05),
    ):
        mean = float(random.normal(scale=3))
        # Howe (1974): the limits of both parts in quadrature; only the part over seeds is estimated.
        over_seeds = stats.t.ppf(1 - level / 2, freedom) * deviation / np.sqrt(seeds)
        half = np.hypot(over_seeds, stats.norm.ppf(1 - level / 2) * sentences)
        yield {"estimate": {"mean": mean, "seeds": seeds, "seedDeviation": deviation,
                            "degreesOfFreedom": freedom, "sentences": sentences},
               "level": level, "low": float(mean - half), "high": float(mean + half)}


WORDS = "the a cat dog mat sat ran on under big small red".split()


def sentence_bootstrap():
    """Two systems of two runs each, on 40 sentences, as sacreBLEU resamples them."""
    sentences = 40
    references = [" ".join(random.choice(WORDS, random.integers(4, 12))) for _ in range(sentences)]

    def translate(error):
        return [" ".join(random.choice(WORDS) if random.random() < error else word
                         for word in reference.split()) for reference in references]

    metric = BLEU(references=[references])
    runs = [[metric._extract_corpus_statistics(translate(error), None)
             for error in errors] for errors in ((0.2, 0.3), (0.4, 0.5))]
    samples = np.random.default_rng(12345).integers(0, sentences, (1000, sentences))
    cells = [np.mean([[metric._compute_score_from_stats(np.array(run)[sample].sum(0).tolist()).score
                       for sample in samples] for run in cell], axis=0) for cell in runs]
    return {"first": np.array(runs[0]).tolist(), "second": np.array(runs[1]).tolist(),
            "deviation": float(np.std(cells[0] - cells[1], ddof=1)),
            "besideDiverged": float(np.std(cells[0], ddof=1))}


vectors = {
    "taus": list(taus()),
    "tauIntervals": list(tau_intervals()),
    "polygammas": list(polygammas()),
    "priors": list(priors()),
    "intervals": list(intervals()),
    "sentences": sentence_bootstrap(),
}
path = Path(__file__).parent / "statistics.vectors.json"
path.write_text(json.dumps(vectors, separators=(",", ":")) + "\n")
