"""The peer: the training step of `src/train/step.ts`, written for PyTorch.

The model of `torch_model.py` with the same loss and optimisers. PyTorch's own fast paths are taken
where it has them: `cross_entropy` with smoothing, fused Adam.

Speaks the protocol of `protocol.ts`: one JSON object a line on standard input, one on standard
output for each.
"""

import json
import math
import resource
import sys
import time

import torch
from torch import nn
from torch_model import Transformer, load_parameters

# The products that src/backend/matmul-speed.ts times.
PRODUCT_SIZE = 1024
PRODUCT_REPEATS = 5


def build_optimizer(options: dict, model: nn.Module) -> torch.optim.Optimizer | None:
    """The optimiser that the workload describes; None leaves the parameters as they are."""
    match options["name"]:
        case "adam":
            return torch.optim.Adam(
                model.parameters(),
                lr=options["rate"],
                betas=(options["beta1"], options["beta2"]),
                eps=options["epsilon"],
                fused=True,
            )
        case "adafactor":
            return torch.optim.Adafactor(
                model.parameters(),
                lr=options["rate"],
                beta2_decay=-options["decayPower"],
                eps=(options["epsilon1"], options["epsilon2"]),
                d=options["threshold"],
            )
        case "none":
            return None
        case name:
            raise ValueError(f"no optimiser is called {name!r}; there are adam, adafactor, none")


class Trainer:
    """A model, its optimiser and the batch that it is trained on again and again."""

    def __init__(self, workload: dict) -> None:
        batch = workload["batch"]
        rows = (batch["sentences"], batch["length"])
        self.batch = [
            torch.tensor(batch[side]).view(rows)
            for side in ("source", "targetInput", "targetOutput")
        ]
        self.model = Transformer(
            workload["model"], workload["vocabulary"], batch["length"], workload["padId"]
        )
        if "parametersFile" in workload:
            load_parameters(self.model, workload["parametersFile"])
        self.optimizer = build_optimizer(workload["optimizer"], self.model)

    def step(self) -> tuple[float, float]:
        """Trains for one step: milliseconds that it took, and the loss before it."""
        start = time.perf_counter()
        self.model.zero_grad()
        loss = self.model(*self.batch)
        loss.backward()
        if self.optimizer is not None:
            self.optimizer.step()
        value = loss.item()
        return (time.perf_counter() - start) * 1000, value


def product_speed() -> float:
    """10^9 floating-point operations a second, over the fastest of five products."""
    matrix = torch.rand(PRODUCT_SIZE, PRODUCT_SIZE)
    fastest = math.inf
    for _ in range(PRODUCT_REPEATS):
        start = time.perf_counter()
        torch.mm(matrix, matrix)
        fastest = min(fastest, time.perf_counter() - start)
    return 2 * PRODUCT_SIZE**3 / fastest / 1e9


def answer(message: dict) -> None:
    """Sends one message to the process that asked."""
    print(json.dumps(message), flush=True)


def main() -> None:
    workload = json.loads(sys.stdin.readline())
    torch.manual_seed(workload["seed"])
    trainer = Trainer(workload)
    milliseconds, loss = trainer.step()
    answer(
        {
            "library": f"PyTorch {torch.__version__}",
            "threads": torch.get_num_threads(),
            "parameters": sum(parameter.numel() for parameter in trainer.model.parameters()),
            "firstStepMs": milliseconds,
            "firstLoss": loss,
        }
    )
    for line in sys.stdin:
        steps = [trainer.step() for _ in range(json.loads(line)["steps"])]
        answer(
            {
                "stepMs": [milliseconds for milliseconds, _ in steps],
                # JSON has no NaN. PyTorch's Adafactor gives it at the largest shape, where most rows of
                # the embedding have no gradient: it squares epsilon1, which underflows to 0.
                "losses": [loss if math.isfinite(loss) else None for _, loss in steps],
                "productGigaflops": product_speed(),
                # Linux counts it in kibibytes.
                "peakMemoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )


if __name__ == "__main__":
    main()
