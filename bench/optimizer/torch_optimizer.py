"""The peer: the update of an optimiser of torch.optim, with PyTorch's own fast path where it has one.
"""

import time

import torch

from harness.serve import TakeTurn, serve

# Values are drawn from -SIZE to SIZE.
SIZE = 0.05


def build_optimizer(options: dict, parameters: list[torch.Tensor]) -> torch.optim.Optimizer:
    """The optimiser that the options of `packages/optim/src/named.ts` describe; `factor` is its rate."""
    rate = options["factor"]
    match options["name"]:
        case "sgd":
            return torch.optim.SGD(parameters, lr=rate, fused=True)
        case "momentum" | "nesterov":
            return torch.optim.SGD(
                parameters,
                lr=rate,
                momentum=options["beta1"],
                nesterov=options["name"] == "nesterov",
                fused=True,
            )
        case "adagrad":
            return torch.optim.Adagrad(parameters, lr=rate, eps=options["epsilon"], fused=True)
        case "rmsprop":
            return torch.optim.RMSprop(
                parameters,
                lr=rate,
                alpha=options["beta2"],
                eps=options["epsilon"],
                momentum=options["beta1"],
                centered=options["centred"],
            )
        case "adam" | "adamw":
            create = torch.optim.Adam if options["name"] == "adam" else torch.optim.AdamW
            decay = {} if options["name"] == "adam" else {"weight_decay": options["weightDecay"]}
            return create(
                parameters,
                lr=rate,
                betas=(options["beta1"], options["beta2"]),
                eps=options["epsilon"],
                fused=True,
                **decay,
            )
        case "adafactor":
            return torch.optim.Adafactor(
                parameters,
                lr=rate,
                beta2_decay=-options["decay"]["power"],
                eps=(options["epsilon1"], options["epsilon2"]),
                d=options["threshold"],
            )
        case name:
            raise ValueError(f"torch.optim has nothing that is {name!r}")


def timed_step(optimizer: torch.optim.Optimizer) -> float:
    """Milliseconds of one update."""
    start = time.perf_counter()
    optimizer.step()
    return (time.perf_counter() - start) * 1000


def state_elements(optimizer: torch.optim.Optimizer) -> int:
    """Scalars kept between steps, without the counters of steps."""
    return sum(
        value.numel()
        for state in optimizer.state.values()
        for key, value in state.items()
        if torch.is_tensor(value) and key != "step"
    )


def prepare(workload: dict) -> tuple[dict, TakeTurn]:
    """Updates parameters of the workload's shapes again and again."""
    torch.manual_seed(workload["seed"])
    start = time.perf_counter()
    parameters = []
    for shape in workload["shapes"].values():
        parameter = torch.nn.Parameter(torch.empty(shape).uniform_(-SIZE, SIZE))
        parameter.grad = torch.empty(shape).uniform_(-SIZE, SIZE)
        parameters.append(parameter)
    optimizer = build_optimizer(workload["optimizer"], parameters)
    optimizer.step()
    ready = {
        "library": f"PyTorch {torch.__version__}",
        "threads": torch.get_num_threads(),
        "parameters": sum(parameter.numel() for parameter in parameters),
        "stateElements": state_elements(optimizer),
        "firstStepMs": (time.perf_counter() - start) * 1000,
    }

    def take_turn(request: dict) -> dict:
        timed_step(optimizer)
        return {"stepMs": [timed_step(optimizer) for _ in range(request["steps"])]}

    return ready, take_turn


if __name__ == "__main__":
    serve(prepare)
