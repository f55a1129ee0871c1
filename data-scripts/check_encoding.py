"""Compares token ids with those of Python's sentencepiece, line by line.

    python data-scripts/check_encoding.py MODEL TEXT...

TEXT is plain or gzip, one sentence a line. Needs `pip install sentencepiece`. Prints how many lines
of each file differ, and the first few that do; exits with 1 where any does.
"""

import gzip
import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

import sentencepiece

ENCODE = Path(__file__).resolve().parent.parent / "bench" / "encode-file.ts"
SHOWN = 5


def lines_of(path):
    opened = gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
    with opened as file:
        return [line.decode() for line in file.read().split(b"\n")[:-1]]


def our_ids(model, lines):
    with tempfile.TemporaryDirectory() as folder:
        text, ids = Path(folder, "text"), Path(folder, "ids")
        text.write_bytes("".join(f"{line}\n" for line in lines).encode())
        command = ["node", "--import", "tsx", str(ENCODE), model, str(text), str(ids), "words"]
        subprocess.run(command, check=True, cwd=ENCODE.parent)
        return ids.read_text().split("\n")[:-1]


def main(model, paths):
    processor = sentencepiece.SentencePieceProcessor(model_file=model)
    differing = 0
    for path in paths:
        lines = lines_of(path)
        ours = our_ids(str(Path(model).resolve()), lines)
        if len(ours) != len(lines):
            sys.exit(f"{path}: {len(lines)} lines, {len(ours)} encoded")
        wrong = [
            (number, line, ids, theirs)
            for number, (line, ids) in enumerate(zip(lines, ours), 1)
            if ids != (theirs := " ".join(map(str, processor.encode(line))))
        ]
        print(f"{path}: {len(lines)} lines, {len(wrong)} differ")
        for number, line, ids, theirs in itertools.islice(wrong, SHOWN):
            print(f"  line {number}: {line!r}\n    ours   {ids}\n    theirs {theirs}")
        differing += len(wrong)
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
