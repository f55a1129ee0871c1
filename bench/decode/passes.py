"""What a peer does in its turns: it translates everything."""

import time
from collections.abc import Callable

from harness.serve import TakeTurn


def prepare_passes(
    description: dict, translate: Callable[[], list[list[int]]]
) -> tuple[dict, TakeTurn]:
    """The answer and the turns of a peer; see `protocol.ts`.

    `translate` gives the token ids of each sentence's translation.
    """

    def timed() -> tuple[float, list[list[int]]]:
        start = time.perf_counter()
        translations = translate()
        return time.perf_counter() - start, translations

    seconds, translations = timed()
    ready = {**description, "firstSeconds": seconds, "translations": translations}
    return ready, lambda _: {"seconds": timed()[0]}
