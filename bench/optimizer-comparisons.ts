import { DEFAULTS, type NamedOptimizerConfig } from 'sublinear-optim';

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

/** Every named optimiser with its defaults, and those that differ in what they keep. */
export const OPTIMIZER_COMPARISONS: readonly OptimizerComparison[] = [
  { name: 'sgd', optimizer: { name: 'sgd', factor }, peer: { name: 'SGD' } },
  {
    name: 'momentum',
    optimizer: { name: 'momentum', factor, ...DEFAULTS.momentum },
    peer: { name: 'SGD' },
  },
  {
    name: 'nesterov',
    optimizer: { name: 'nesterov', factor, ...DEFAULTS.nesterov },
    peer: { name: 'SGD' },
  },
  {
    name: 'adagrad',
    optimizer: { name: 'adagrad', factor, ...DEFAULTS.adagrad },
    peer: { name: 'Adagrad' },
  },
  {
    name: 'rmsprop',
    optimizer: { name: 'rmsprop', factor, ...DEFAULTS.rmsprop },
    peer: { name: 'RMSprop' },
  },
  { name: 'adam', optimizer: { name: 'adam', factor, ...DEFAULTS.adam }, peer: { name: 'Adam' } },
  {
    name: 'adam-without-beta1',
    optimizer: { name: 'adam', factor, ...DEFAULTS.adam, beta1: 0 },
    peer: { none: 'torch.optim.Adam keeps a first moment whatever beta1 is' },
  },
  {
    name: 'adamw',
    optimizer: { name: 'adamw', factor, ...DEFAULTS.adamw },
    peer: { name: 'AdamW' },
  },
  {
    name: 'adafactor',
    optimizer: { name: 'adafactor', factor, ...DEFAULTS.adafactor },
    peer: { name: 'Adafactor' },
  },
  {
    name: 'adafactor-with-beta1',
    optimizer: { name: 'adafactor', factor, ...DEFAULTS.adafactor, beta1: 0.9 },
    peer: { none: 'torch.optim.Adafactor has no beta1' },
  },
  {
    name: 'sm3',
    optimizer: { name: 'sm3', factor, ...DEFAULTS.sm3 },
    peer: { none: 'torch.optim has no SM3' },
  },
  {
    name: 'sm3-without-beta1',
    optimizer: { name: 'sm3', factor, ...DEFAULTS.sm3, beta1: 0 },
    peer: { none: 'torch.optim has no SM3' },
  },
];
