"""Writes the numbers and strings of the real sacreBLEU that the tests of sacrebleu-ts compare with.

    python3 -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/python make_vectors.py            # all of them, about ten minutes
    .venv/bin/python make_vectors.py bleu chrf  # only these

The files are written beside this script and are the same on every run.
"""

import gzip
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import sacrebleu
from awkward_corpus import LONGEST, SEGMENTS, references, systems
from short_segments import corpora
from sacrebleu.dataset.fake_sgml import FakeSGMLDataset
from sacrebleu.dataset.wmt_xml import WMTXMLDataset
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

HERE = pathlib.Path(__file__).parent

TOKENIZERS = ["13a", "intl", "zh", "char", "none"]
SMOOTHINGS = [("exp", None), ("none", None), ("floor", None), ("floor", 0.5), ("add-k", None), ("add-k", 0.25)]
ORDERS = [1, 4, 6]


def write(name, data):
    path = HERE / f"{name}.vectors.json.gz"
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # No time stamp and no file name in the header, so that equal content gives an equal file.
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{path.name}: {path.stat().st_size} bytes")


def reference_sets():
    first, second, third = references()
    return {"one": [first], "variable": [first, second, third], "two": [first, second]}


def bleu_vectors():
    groups = []
    for refs_name, refs in reference_sets().items():
        # How references are counted has nothing to do with the order: two streams get the usual one.
        orders = [4] if refs_name == "two" else ORDERS
        for tokenize, lowercase, order in itertools.product(TOKENIZERS, [False, True], orders):
            metric = BLEU(tokenize=tokenize, lowercase=lowercase, max_ngram_order=order, references=refs)
            stats = {name: metric._extract_corpus_statistics(hyps, None) for name, hyps in systems().items()}
            results = []
            for (method, value), effective in itertools.product(SMOOTHINGS, [False, True]):
                variant = BLEU(tokenize=tokenize, lowercase=lowercase, max_ngram_order=order,
                               smooth_method=method, smooth_value=value, effective_order=effective)
                variant.num_refs = metric.num_refs
                scores = {}
                for name in stats:
                    score = variant._aggregate_and_compute(stats[name])
                    scores[name] = [score.score, score.precisions, score.bp, score.format(width=3)]
                results.append({
                    "smoothMethod": method, "smoothValue": value, "effectiveOrder": effective,
                    "signature": variant.get_signature().format(),
                    "shortSignature": variant.get_signature().format(short=True),
                    "scores": scores,
                })
            groups.append({"references": refs_name, "tokenize": tokenize, "lowercase": lowercase,
                           "maxNgramOrder": order, "results": results})
    return groups


def few_and_many_references():
    """For the metrics that treat every reference by itself, two streams tell nothing new."""
    return list(reference_sets().items())[:2]


def chrf_vectors():
    groups = []
    for refs_name, refs in few_and_many_references():
        for char_order, word_order, lowercase, whitespace in itertools.product(
                [6, 4], [0, 1, 2], [False, True], [False, True]):
            # Both of these change each text by itself, however many references there are.
            if refs_name != "one" and lowercase != whitespace:
                continue
            for beta, eps in itertools.product([1, 2, 3], [False, True]):
                # The best reference of a segment depends on beta and the smoothing; the full
                # product over both is taken for the usual orders only.
                if (char_order, word_order) not in [(6, 0), (6, 2)] and (beta, eps) != (2, False):
                    continue
                metric = CHRF(char_order=char_order, word_order=word_order, beta=beta, lowercase=lowercase,
                              whitespace=whitespace, eps_smoothing=eps, references=refs)
                scores = {}
                for name, hyps in systems().items():
                    score = metric.corpus_score(hyps, None)
                    scores[name] = [score.score, score.format(width=3)]
                groups.append({
                    "references": refs_name,
                    "options": {"charOrder": char_order, "wordOrder": word_order, "beta": beta,
                                "lowercase": lowercase, "whitespace": whitespace, "epsSmoothing": eps},
                    "signature": metric.get_signature().format(),
                    "shortSignature": metric.get_signature().format(short=True),
                    "scores": scores,
                })
    return groups


def without(segments, lines):
    return [line for i, line in enumerate(lines) if i not in segments]


def ter_vectors():
    groups = []
    for refs_name, refs in few_and_many_references():
        for normalized, no_punct, asian, case in itertools.product([False, True], repeat=4):
            # Asian support changes nothing by itself: one such group is enough.
            if asian and not (normalized or no_punct) and (case or refs_name != "one"):
                continue
            # Nor does case have to do with the number of references.
            if case and refs_name != "one":
                continue
            # The shift search of sacreBLEU takes several seconds for the longest segment, so only
            # the default options score it.
            left_out = [LONGEST] if normalized or no_punct or asian or case else []
            metric = TER(normalized=normalized, no_punct=no_punct, asian_support=asian,
                         case_sensitive=case, references=[without(left_out, stream) for stream in refs])
            scores = {}
            for name, hyps in systems().items():
                hyps = without(left_out, hyps)
                score = metric.corpus_score(hyps, None)
                scores[name] = [score.score, score.num_edits, score.ref_length, score.format(width=3)]
            groups.append({
                "references": refs_name,
                "leftOut": left_out,
                "options": {"normalized": normalized, "noPunct": no_punct, "asianSupport": asian,
                            "caseSensitive": case},
                "signature": metric.get_signature().format(),
                "shortSignature": metric.get_signature().format(short=True),
                "scores": scores,
            })
    return groups


def sentence_vectors():
    refs = references()
    metrics = {
        "bleu": BLEU(effective_order=True),
        "chrf": CHRF(),
        "chrfpp": CHRF(word_order=2),
        "ter": TER(normalized=True, asian_support=True),
    }
    return {
        name: {
            key: [metric.sentence_score(hyp, [stream[i] for stream in refs]).score for i, hyp in enumerate(hyps)]
            for key, metric in metrics.items()
        }
        for name, hyps in systems().items()
    }


SHORT_METRICS = {
    "bleu": [{}, {"tokenize": "intl"}, {"tokenize": "zh"}],
    "chrf": [{}, {"char_order": 1, "beta": 1}, {"word_order": 2}, {"eps_smoothing": True}],
    "ter": [
        {}, {"normalized": True}, {"normalized": True, "no_punct": True}, {"normalized": True, "asian_support": True},
        {"normalized": True, "asian_support": True, "no_punct": True, "case_sensitive": True},
    ],
}
CLASSES = {"bleu": BLEU, "chrf": CHRF, "ter": TER}


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def short_segment_vectors(seed=20, count=400):
    made = corpora(seed, count)
    return {
        "corpora": made,
        "scores": [
            {"metric": name, "options": {camel(key): value for key, value in options.items()},
             "scores": [CLASSES[name](**options).corpus_score(hyps, refs).score for hyps, refs in made]}
            for name, variants in SHORT_METRICS.items() for options in variants
        ],
    }


def plain(number):
    """A number of Python's own for one of NumPy's, which JSON cannot hold."""
    return None if number is None else float(number)


def significance_vectors():
    first, second, third = references()
    # A system that differs from the baseline in a few segments, so that some p-values are not tiny.
    named = list(systems().items())
    named.insert(1, ("nearly", named[0][1][:280] + named[1][1][280:]))
    refs = [without([LONGEST], stream) for stream in (first, second, third)]
    named = [(name, without([LONGEST], hyps)) for name, hyps in named]
    # The mean length of three references is no binary fraction. Its sums are then off by rounding that
    # depends on NumPy's matrix product, and decide the trials which tie with the actual difference.
    metrics = {"BLEU": BLEU(references=refs), "CHRF": CHRF(references=refs), "TER": TER(references=refs[:2])}
    tests = []
    for test_type, samples in [("bs", 1000), ("ar", 2000)]:
        signatures, scores = PairedTest(named, metrics, references=None, test_type=test_type, n_samples=samples)()
        names = scores.pop("System")
        tests.append({
            "type": test_type, "samples": samples,
            "signatures": {key: signature.format() for key, signature in signatures.items()},
            "results": {
                key: {name: [plain(r.score), plain(r.p_value), plain(r.mean), plain(r.ci)]
                      for name, r in zip(names, results)}
                for key, results in scores.items()
            },
        })
    lines = {}
    for key, metric in metrics.items():
        score = metric.corpus_score(named[0][1], None, n_bootstrap=1000)
        lines[key] = score.format(width=2, signature=metric.get_signature().format())
    return {"leftOut": [LONGEST], "nearly": 280, "tests": tests, "confidence": lines}


def test_set_vectors():
    samples = HERE / "samples"
    with tempfile.TemporaryDirectory() as folder:
        text = pathlib.Path(folder, "text")

        def lines():
            # Only a newline ends a line.
            return text.read_bytes().decode().split("\n")[:-1]

        sgml = FakeSGMLDataset("sample", data=[], langpairs={})
        fields = {}
        sgml._convert_format(str(samples / "sample-ref.de.sgm"), str(text))
        fields["segments"] = lines()
        for key, field in [("documentIds", "docid"), ("genres", "genre"), ("originalLanguages", "origlang")]:
            sgml._convert_meta(str(samples / "sample-ref.de.sgm"), field, str(text))
            fields[key] = lines()
    raw = WMTXMLDataset._unwrap_wmt21_or_later(str(samples / "sample.en-de.xml"))
    # Only the parts with text in them are cleaned when sacreBLEU writes them out.
    xml = {key: [WMTXMLDataset._clean(line) for line in values] for key, values in raw.items()}
    return {"sgml": fields, "xml": xml}


COMMANDS = [
    "ref1 -i drop -m bleu chrf ter",
    "ref1 -i drop -m ter bleu chrf --format text --width 2",
    "ref1 ref2 -i case --lowercase --tokenize intl --smooth-method floor --smooth-value 0.3 -f text --short",
    "ref1 -i drop -m bleu chrf --confidence -w 2",
    "ref1 ref2 -i drop -f text -ci -cin 200 -w 3 -m bleu ter",
    "ref1 -i drop -m chrf bleu --score-only -w 4",
    "ref1 -i drop -m chrf bleu --score-only -f text",
    "ref1 -i drop replace spaces -m chrf bleu ter --chrf-word-order 2 --format text",
    "ref1 -i drop replace spaces -m bleu chrf",
    "ref1 -i drop replace spaces --paired-bs -m bleu chrf ter --format text",
    "ref1 -i drop replace drop --paired-ar --paired-ar-n 500 -m ter bleu -f text -w 2 -sh",
    "ref1 -i drop replace spaces -par -parn 500",
    "ref1 ref2 -i replace --sentence-level -w 2",
    "ref1 -i case -sl -m ter --ter-normalized --ter-asian-support -b",
    "tabbed -nr 2 -i drop -m ter chrf --chrf-whitespace --ter-case-sensitive -f text",
    "tabbed -nr 1 -i drop -m chrf",
    "more-tabs -nr 2 -i drop -f text",
    "ref1 -i drop --metric ter --form text --wid 3",
    "ref1 -q --force -j 2 -i drop -f text -w2 --no-color",
    "-bq -w=3 ref1 -i drop",
    "-i drop -w 2 --sc -f text -- ref1",
    "ref1 -i drop -l en-zh -f text -sh",
    "latin1-ref -i latin1 -e latin-1 -m chrf --chrf-beta 1",
]


def command_vectors():
    first, second, _ = references()
    chosen = [i for i in range(0, SEGMENTS, 5) if "\n" not in first[i]]
    pick = lambda lines: [lines[i].replace("\n", " ") for i in chosen]
    files = {name: pick(lines) for name, lines in systems().items() if name in ("drop", "replace", "spaces", "case")}
    files["ref1"], files["ref2"] = pick(first), pick(second)
    files["tabbed"] = [f"{a.replace(chr(9), ' ')}\t{b.replace(chr(9), ' ')}." for a, b in zip(files["ref1"], files["ref2"])]
    # More tabs than references: the last one has the rest of the line.
    files["more-tabs"] = [f"{line}\tand\tmore" for line in files["tabbed"]]
    latin1 = {name: [line for line in ("schön und gut .", "à la carte", "Übermaß")] for name in ("latin1", "latin1-ref")}
    latin1["latin1-ref"][0] = "schön oder gut ."
    outputs = []
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in files.items():
            pathlib.Path(folder, name).write_bytes("".join(line + "\n" for line in lines).encode())
        for name, lines in latin1.items():
            pathlib.Path(folder, name).write_bytes("".join(line + "\n" for line in lines).encode("latin-1"))
        for command in COMMANDS:
            run = subprocess.run([sys.executable, "-m", "sacrebleu", "--quiet", *command.split()], cwd=folder,
                                 env={**os.environ, "NO_COLOR": "1"}, capture_output=True, check=True)
            outputs.append({"command": command, "output": run.stdout.decode()})
    return {"files": files, "latin1": latin1, "outputs": outputs}


VECTORS = {
    "corpus": lambda: {"references": references(), "systems": systems()},
    "bleu": bleu_vectors,
    "chrf": chrf_vectors,
    "sentence": sentence_vectors,
    "ter": ter_vectors,
    "short-segments": short_segment_vectors,
    "significance": significance_vectors,
    "test-sets": test_set_vectors,
    "commands": command_vectors,
}


def main(names):
    assert sacrebleu.__version__.startswith("2.6."), sacrebleu.__version__
    for name in names or VECTORS:
        write(name, VECTORS[name]())


if __name__ == "__main__":
    main(sys.argv[1:])
