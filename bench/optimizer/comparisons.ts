import { NAMED, type NamedOptimizerConfig, type OptimizerName } from 'sublinear-optim';

/** One optimiser to be timed, here and, where it has it, in PyTorch. */
export type OptimizerComparison = {
  /** What the command line and the table call it. */
  readonly name: string;
  readonly optimizer: NamedOptimizerConfig;
  /** The peer's name for it, or why it has none. */
  readonly peer: { readonly name: string } | { readonly none: string };
};

/** Step sizes make no difference to the time of a step; these leave parameters what they are. */
const factor = 1e-4;

/** What torch.optim calls an optimiser that can be timed there. */
const PEERS: Partial<Record<OptimizerName, string>> = {
  sgd: 'SGD',
  momentum: 'SGD',
  nesterov: 'SGD',
  adagrad: 'Adagrad',
  rmsprop: 'RMSprop',
  adam: 'Adam',
  adamw: 'AdamW',
  adafactor: 'Adafactor',
};

/** Why another has no peer, unless torch.optim has nothing of the kind. */
const NO_PEER: Partial<Record<OptimizerName, string>> = {
  muon: 'torch.optim.Muon updates matrices alone',
};

/** Those that are timed with another beta1, too, as they keep more or less then; PyTorch has none. */
const VARIANTS: Partial<Record<OptimizerName, { readonly beta1: number; readonly none: string }>> =
  {
    adam: { beta1: 0, none: 'torch.optim.Adam keeps a first moment whatever beta1 is' },
    adafactor: { beta1: 0.9, none: 'torch.optim.Adafactor has no beta1' },
    sm3: { beta1: 0, none: 'torch.optim has no sm3' },
  };

/** Every named optimiser with its defaults, each followed by its variant. */
export const OPTIMIZER_COMPARISONS: readonly OptimizerComparison[] = Object.entries(NAMED).flatMap(
  ([key, { defaults }]) => {
    const name = key as OptimizerName;
    const optimizer = { name, factor, ...defaults } as NamedOptimizerConfig;
    const peer = PEERS[name];
    const none = NO_PEER[name] ?? `torch.optim has no ${name}`;
    const plain = { name, optimizer, peer: peer === undefined ? { none } : { name: peer } };
    const variant = VARIANTS[name];
    if (variant === undefined) return [plain];
    const { beta1 } = variant;
    const changed = {
      name: `${name}-${beta1 === 0 ? 'without' : 'with'}-beta1`,
      optimizer: { ...optimizer, beta1 } as NamedOptimizerConfig,
      peer: { none: variant.none },
    };
    return [plain, changed];
  },
);
