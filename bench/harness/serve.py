"""What every contestant in Python does: it reads its workload and takes its turns.

One JSON object a line on standard input, one on standard output for each; see `contestants.ts`.
"""

import json
import resource
import sys
from collections.abc import Callable

# Takes a request and gives what the turn measured.
TakeTurn = Callable[[dict], dict]


def answer(message: dict) -> None:
    """Sends one message to the process that asked."""
    print(json.dumps(message), flush=True)


def serve(prepare: Callable[[dict], tuple[dict, TakeTurn]]) -> None:
    """`prepare` turns a workload into what the contestant says of itself, and what takes a turn."""
    ready, take_turn = prepare(json.loads(sys.stdin.readline()))
    answer(ready)
    for line in sys.stdin:
        turn = take_turn(json.loads(line))
        # Linux counts memory in kibibytes.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        answer({**turn, "peakMemoryBytes": peak})
