"""Runs one task in a fresh process and prints its milliseconds, start-up and reading not counted."""

import pathlib
import sys
import time

import numpy  # noqa: F401  (sacreBLEU imports it on first use)
import regex  # noqa: F401
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

task, folder = sys.argv[1:]


def read(name):
    return pathlib.Path(folder, name).read_text(encoding="utf-8").splitlines()


reference = read("reference")
systems = [read(f"system{i}") for i in range(5)]

start = time.perf_counter()
if task == "bleu":
    BLEU().corpus_score(systems[0], [reference])
elif task == "chrf":
    CHRF().corpus_score(systems[0], [reference])
elif task == "ter":
    TER().corpus_score(systems[0], [reference])
elif task == "paired-bs":
    named = [(f"system{i}", lines) for i, lines in enumerate(systems)]
    # As the command does it: the references are prepared once.
    PairedTest(named, {"BLEU": BLEU(references=[reference])}, None, test_type="bs", n_samples=1000)()
else:
    sys.exit(f"Unknown task {task!r}; expected bleu, chrf, ter or paired-bs.")
print(1000 * (time.perf_counter() - start))
