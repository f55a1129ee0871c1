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

/** What torch.optim calls an optimiser; it has no other. */
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

/** Of those that differ in what they keep, the ones that are timed, with why PyTorch has none. */
const VARIANTS: readonly {
  readonly of: OptimizerName;
  readonly name: string;
  readonly beta1: number;
  readonly none: string;
}[] = [
  {
    of: 'adam',
    name: 'adam-without-beta1',
    beta1: 0,
    none: 'torch.optim.Adam keeps a first moment whatever beta1 is',
  },
  {
    of: 'adafactor',
    name: 'adafactor-with-beta1',
    beta1: 0.9,
    none: 'torch.optim.Adafactor has no beta1',
  },
  { of: 'sm3', name: 'sm3-without-beta1', beta1: 0, none: 'torch.optim has no SM3' },
];

/** Every named optimiser with its defaults, each followed by those that differ in what they keep. */
export const OPTIMIZER_COMPARISONS: readonly OptimizerComparison[] = Object.entries(NAMED).flatMap(
  ([key, { defaults }]) => {
    const name = key as OptimizerName;
    const optimizer = { name, factor, ...defaults } as NamedOptimizerConfig;
    const peer = PEERS[name];
    const none = `torch.optim has no ${name.toUpperCase()}`;
    return [
      { name, optimizer, peer: peer === undefined ? { none } : { name: peer } },
      ...VARIANTS.filter(({ of }) => of === name).map((variant) => ({
        name: variant.name,
        optimizer: { ...optimizer, beta1: variant.beta1 } as NamedOptimizerConfig,
        peer: { none: variant.none },
      })),
    ];
  },
);
