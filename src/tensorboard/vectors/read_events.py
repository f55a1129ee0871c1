"""Prints what TensorBoard shows of a folder of runs, as JSON: the points of each tag of each run.

    .venv/bin/python read_events.py FOLDER

Both of TensorBoard's readers are asked, the one in Python and the data server that is its default.
"""

import json
import pathlib
import sys
import time

from tensorboard import context
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.data import server_ingester
from tensorboard.util import grpc_util

ALL = 0
PATIENCE_SECONDS = 30


def read_in_python(root):
    runs = {}
    for folder in sorted({file.parent for file in root.rglob("*tfevents*")}):
        events = EventAccumulator(str(folder), size_guidance={"scalars": ALL, "tensors": ALL})
        events.Reload()
        name = folder.relative_to(root).as_posix()
        runs[name] = {
            tag: [[point.step, point.value] for point in events.Scalars(tag)]
            for tag in events.Tags()["scalars"]
        }
    return runs


def read_with_server(root, expected):
    ingester = server_ingester.SubprocessServerDataIngester(
        server_binary=server_ingester.get_server_binary(),
        logdir=str(root),
        reload_interval=0,
        channel_creds_type=grpc_util.ChannelCredsType.LOCAL,
        samples_per_plugin={"scalars": ALL},
    )
    ingester.start()
    ctx = context.RequestContext()
    # The server says nothing of when it has read everything: whoever expects more waits.
    for _ in range(PATIENCE_SECONDS * 10):
        found = ingester.data_provider.read_scalars(
            ctx, experiment_id="", plugin_name="scalars", downsample=10**6
        )
        runs = {
            run: {tag: [[point.step, point.value] for point in points] for tag, points in tags.items()}
            for run, tags in found.items()
        }
        if runs == expected:
            return runs
        time.sleep(0.1)
    return runs


def main():
    root = pathlib.Path(sys.argv[1])
    in_python = read_in_python(root)
    json.dump({"python": in_python, "server": read_with_server(root, in_python)}, sys.stdout)


main()
