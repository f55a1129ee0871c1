"""The peer: the training step of `src/train/step.ts`, written for PyTorch.

The model of `torch_model.py` with the same loss and optimisers. PyTorch's own fast paths are taken
where it has them: `cross_entropy` with smoothing, fused Adam.

python -m step.torch_step eager|compiled: `compiled` runs the model through `torch.compile`.
"""

import sys

import torch

from harness.serve import TakeTurn, serve
from optimizer.torch_optimizer import build_optimizer
from step.steps import PRODUCT_SIZE, prepare_steps
from step.torch_model import Transformer, load_parameters


def prepare(workload: dict) -> tuple[dict, TakeTurn]:
    """Trains the workload's model on its batch again and again."""
    torch.manual_seed(workload["seed"])
    batch = workload["batch"]
    rows = (batch["sentences"], batch["length"])
    sides = [
        torch.tensor(batch[side]).view(rows) for side in ("source", "targetInput", "targetOutput")
    ]
    model = Transformer(
        workload["model"], workload["vocabulary"], batch["length"], workload["padId"]
    )
    load_parameters(model, workload["parametersFile"])
    options = workload["optimizer"]
    # `none` computes the gradients and leaves the parameters as they are.
    optimizer = (
        None if options["name"] == "none" else build_optimizer(options, list(model.parameters()))
    )
    loss_of = torch.compile(model) if sys.argv[1] == "compiled" else model
    matrix = torch.rand(PRODUCT_SIZE, PRODUCT_SIZE)

    def step() -> float:
        model.zero_grad()
        loss = loss_of(*sides)
        loss.backward()
        if optimizer is not None:
            optimizer.step()
        return loss.item()

    description = {
        "library": f"PyTorch {torch.__version__}",
        "threads": torch.get_num_threads(),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
    }
    return prepare_steps(description, step, lambda: torch.mm(matrix, matrix))


if __name__ == "__main__":
    serve(prepare)
