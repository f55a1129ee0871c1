"""What a peer does in its turns: it trains for some steps, and times products."""

import math
import time
from collections.abc import Callable

from harness.serve import TakeTurn

# The products that src/backend/diagnosis.ts times.
PRODUCT_SIZE = 1024
PRODUCT_REPEATS = 5


def timed(work: Callable[[], float | None]) -> tuple[float, float | None]:
    """Milliseconds that `work` took, and what it gave."""
    start = time.perf_counter()
    value = work()
    return (time.perf_counter() - start) * 1000, value


def prepare_steps(
    description: dict, step: Callable[[], float], multiply: Callable[[], None]
) -> tuple[dict, TakeTurn]:
    """The answer and the turns of a peer; see `protocol.ts`.

    `step` trains for one step and gives the loss before it, `multiply` multiplies two matrices of
    PRODUCT_SIZE; both come back when they are done.
    """
    first_ms, first_loss = timed(step)

    def take_turn(request: dict) -> dict:
        step()
        steps = [timed(step) for _ in range(request["steps"])]
        fastest = min(timed(multiply)[0] for _ in range(PRODUCT_REPEATS))
        return {
            "stepMs": [milliseconds for milliseconds, _ in steps],
            # JSON has no NaN. PyTorch's Adafactor gives it at the largest shape, where most rows of
            # the embedding have no gradient: it squares epsilon1, which underflows to 0.
            "losses": [loss if math.isfinite(loss) else None for _, loss in steps],
            "productGigaflops": 2 * PRODUCT_SIZE**3 / (fastest * 1e6),
        }

    return {**description, "firstStepMs": first_ms, "firstLoss": first_loss}, take_turn
