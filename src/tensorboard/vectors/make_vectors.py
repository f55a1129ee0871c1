"""Writes the records of TensorBoard's own writer that event.test.ts compares with.

    python3 -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/python make_vectors.py

events.vectors.json is written beside this script and is the same on every run. Each vector has an
event as event.ts describes it, and the bytes of its record in a file, in base64.
"""

import base64
import io
import json
import pathlib
import random

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

OUTPUT = pathlib.Path(__file__).parent / "events.vectors.json"
SEED = 1


def scalars(wall_time, step, values):
    return {"kind": "scalars", "wallTime": wall_time, "step": step, "scalars": values}


def events():
    yield {"kind": "version", "wallTime": 1700000000.25, "step": 0}
    for step in (0, 1, 127, 128, 100001):
        yield {"kind": "start", "wallTime": 1700000001.5, "step": step}
    yield scalars(1700000002.125, 1, {"train/loss": 7.25})
    yield scalars(1700000002.125, 0, {"zero": 0.0, "minus zero": -0.0, "negative": -1.5e-30})
    yield scalars(1700000003.0, 2**31 - 1, {"large step": 3.4e38})
    yield scalars(1700000003.0, 2**40 + 3, {"larger step": 1e-45})
    yield scalars(1700000004.0, 5, {"dev/schön 日本": 1.0})
    yield scalars(1700000005.0, 6, {"x" * 300: 2.0})
    generator = random.Random(SEED)
    for _ in range(40):
        tags = [f"tag/{i}" for i in range(generator.randrange(1, 6))]
        values = {tag: generator.uniform(-1, 1) * 10 ** generator.uniform(-20, 20) for tag in tags}
        yield scalars(1.7e9 + generator.random() * 1e6, generator.randrange(10**6), values)


def message(event):
    result = event_pb2.Event(wall_time=event["wallTime"], step=event["step"])
    if event["kind"] == "version":
        result.file_version = "brain.Event:2"
    elif event["kind"] == "start":
        result.session_log.status = event_pb2.SessionLog.START
    else:
        for tag, value in event["scalars"].items():
            result.summary.value.append(summary_pb2.Summary.Value(tag=tag, simple_value=value))
    return result


def record(event):
    file = io.BytesIO()
    RecordWriter(file).write(message(event).SerializeToString(deterministic=True))
    return base64.b64encode(file.getvalue()).decode()


def main():
    vectors = [{"event": event, "record": record(event)} for event in events()]
    OUTPUT.write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


main()
