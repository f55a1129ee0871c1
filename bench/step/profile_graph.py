"""Where the time of a training step goes, by TensorFlow operation: `profile.ts` runs it.

Runs the graph that our executor runs, in the same version of TensorFlow, and asks it to record each
operation. On one thread, so that operations do not wait for each other, and of each operation the
fastest of some steps counts, so that what else the machine does matters little.

python profile_graph.py FOLDER: the folder holds `saved_model.pb` and `names.json`.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import tensorflow.compat.v1 as tf
from tensorflow.core.protobuf import saved_model_pb2

WARM_UP_STEPS = 3
STEPS = 12
# Operations with less than this share of the time are put together.
LEAST_SHARE = 0.01


def open_session(folder: Path) -> tf.Session:
    """The graph in `folder`, on one thread."""
    model = saved_model_pb2.SavedModel()
    model.ParseFromString((folder / "saved_model.pb").read_bytes())
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(model.meta_graphs[0].graph_def, name="")
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    return tf.Session(graph=graph, config=config)


def state_value(name: str, shape: list[int], generator: np.random.Generator) -> np.ndarray:
    """Small random parameters, and an optimiser that has seen nothing."""
    if name.startswith("optimizer/"):
        return np.zeros(shape, np.float32)
    return generator.normal(scale=0.05, size=shape).astype(np.float32)


def record_step(session: tf.Session, fetches: list[str], feeds: dict) -> dict[str, tuple[str, int]]:
    """The operation and the nanoseconds of each node."""
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    metadata = tf.RunMetadata()
    session.run(fetches, feeds, options=options, run_metadata=metadata)
    nodes = {}
    for device in metadata.step_stats.dev_stats:
        for node in device.node_stats:
            operation = re.search(r"= (\w+)\(", node.timeline_label)
            if operation is not None:
                nanoseconds = node.op_end_rel_nanos - node.op_start_rel_nanos
                nodes[node.node_name] = (operation.group(1), nanoseconds)
    return nodes


def main() -> None:
    folder = Path(sys.argv[1])
    names = json.loads((folder / "names.json").read_text())
    generator = np.random.default_rng(1)
    session = open_session(folder)
    state = {
        f"{write['placeholder']}:0": state_value(name, names["state"][name], generator)
        for name, write in names["writes"].items()
    }
    session.run([f"{write['done']}:0" for write in names["writes"].values()], state)
    feeds = {
        f"{names['program']['inputs'][name]}:0": np.array(values, np.int32)
        for name, values in names["inputs"].items()
    }
    fetches = [f"{output}:0" for output in names["program"]["outputs"].values()]
    for _ in range(WARM_UP_STEPS):
        session.run(fetches, feeds)
    fastest: dict[str, tuple[str, int]] = {}
    for _ in range(STEPS):
        for node, timing in record_step(session, fetches, feeds).items():
            fastest[node] = min(fastest.get(node, timing), timing)
    total = defaultdict(int)
    count = defaultdict(int)
    for operation, nanoseconds in fastest.values():
        total[operation] += nanoseconds
        count[operation] += 1
    everything = sum(total.values())
    print("| operation | nodes | ms | share |\n| :-- | --: | --: | --: |")
    small = [operation for operation in total if total[operation] < LEAST_SHARE * everything]
    rows = [(name, count[name], total[name]) for name in total if name not in small]
    rows.sort(key=lambda row: -row[2])
    others = sum(count[name] for name in small), sum(total[name] for name in small)
    for name, nodes, nanoseconds in [*rows, (f"{len(small)} others", *others)]:
        share = 100 * nanoseconds / everything
        print(f"| {name} | {nodes} | {nanoseconds / 1e6:.1f} | {share:.1f}% |")
    print(f"| all | {sum(count.values())} | {everything / 1e6:.1f} | 100% |")
    products = sum(total[name] for name in total if "MatMul" in name)
    print(f"\nProducts, with the biases fused into them: {100 * products / everything:.1f}%")


if __name__ == "__main__":
    main()
