import { addWeightDecay } from './add-weight-decay.ts';
import { averageUpdates } from './average-updates.ts';
import { clipByBlockRms } from './clip-by-block-rms.ts';
import type { Decay } from './decay.ts';
import { momentum as momentumLink } from './momentum.ts';
import { scaleByAdagrad } from './scale-by-adagrad.ts';
import { type AdamOptions, scaleByAdam } from './scale-by-adam.ts';
import { type Moment, scaleByFactoredRms } from './scale-by-factored-rms.ts';
import { scaleByParameterRms } from './scale-by-parameter-rms.ts';
import { scaleByRms } from './scale-by-rms.ts';
import { scaleBySchedule } from './scale-by-schedule.ts';
import { type Sm3Options, scaleBySm3 } from './scale-by-sm3.ts';
import { scaleByStandardDeviation } from './scale-by-standard-deviation.ts';
import { constantSchedule, inverseSquareRootSchedule, type Schedule } from './schedules.ts';
import { chain, type GradientTransform } from './transform.ts';

/** A step size: the same at every step, or a function of the step such as `schedules.ts` has. */
export type LearningRate = number | Schedule;

type Rated = { readonly learningRate: LearningRate };

/** Adam's epsilon is outside the root, as its authors have it. */
type NamedAdamOptions = Omit<AdamOptions, 'epsilon' | 'epsilon1'> & { readonly epsilon: number };

/** The options of each named optimiser beside its step size. */
export type NamedOptions = {
  readonly sgd: Readonly<Record<never, never>>;
  readonly momentum: { readonly beta1: number };
  readonly nesterov: { readonly beta1: number };
  readonly adagrad: { readonly epsilon: number };
  readonly rmsprop: {
    readonly beta2: number;
    readonly epsilon: number;
    /** Divides by the standard deviation of the gradients instead of their RMS. */
    readonly centred: boolean;
    /** Of the heavy ball that follows; with 0 none is kept. */
    readonly beta1: number;
  };
  readonly adam: NamedAdamOptions;
  readonly adamw: NamedAdamOptions & { readonly weightDecay: number };
  readonly adafactor: {
    readonly decay: Decay;
    readonly moment: Moment;
    /** epsilon_1 and epsilon_2 of the paper. */
    readonly epsilon1: number;
    readonly epsilon2: number;
    /** The largest RMS of an update, d of the paper; null clips nothing. */
    readonly threshold: number | null;
    /** Whether step sizes are relative to the RMS of what they change. */
    readonly relativeStep: boolean;
    /** Of the average of updates; with 0 none is kept. */
    readonly beta1: number;
  };
  readonly sm3: Sm3Options & {
    /** Of the average of directions; with 0 none is kept. */
    readonly beta1: number;
  };
};

export type OptimizerName = keyof NamedOptions;

/** What an option is that is not given, and who chose it. */
export const DEFAULTS = {
  sgd: {},
  momentum: {
    // The usual value, as in Krizhevsky et al. (2012), section 5.
    beta1: 0.9,
  },
  nesterov: {
    // The usual value, as with the heavy ball.
    beta1: 0.9,
  },
  adagrad: {
    // PyTorch's; the paper's delta has no value of its own (Duchi et al., 2011, Figure 1).
    epsilon: 1e-10,
  },
  rmsprop: {
    // Tieleman & Hinton (2012), lecture 6e.
    beta2: 0.9,
    // PyTorch's; the lecture has none.
    epsilon: 1e-8,
    centred: false,
    beta1: 0,
  },
  adam: {
    // Kingma & Ba (2015), Algorithm 1. The experiments on translation use an epsilon of 1e-9.
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
  },
  adamw: {
    // Loshchilov & Hutter (2019), Algorithm 2.
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    // PyTorch's, to go with a step size of 0.001; the paper tunes it.
    weightDecay: 0.01,
  },
  adafactor: {
    // Shazeer & Stern (2018), Algorithm 6.
    decay: { power: 0.8 },
    moment: 'both',
    epsilon1: 1e-30,
    epsilon2: 1e-3,
    threshold: 1,
    relativeStep: true,
    // Algorithm 6 has no momentum; row P of Table 2 has 0.9.
    beta1: 0,
  },
  sm3: {
    // The variant and the momentum of the authors' published code (Anil et al., 2019).
    variant: 'II',
    beta1: 0.9,
  },
} as const satisfies NamedOptions;

/** The step size that Kingma & Ba (2015) give in Algorithm 1. */
const ADAM_RATE = 0.001;

/** The step size that goes with Hinton's decay of 0.9; the lecture's slides leave it open. */
const RMSPROP_RATE = 0.001;

/** rho_t = min(1e-2, 1 / sqrt(t)) of Shazeer & Stern (2018), Algorithm 6. */
const adafactorRate = (): Schedule => inverseSquareRootSchedule(0.01, 10_000);

function stepSize(rate: LearningRate): GradientTransform {
  if (typeof rate === 'function') return scaleBySchedule(rate);
  if (typeof rate === 'number' && Number.isFinite(rate)) {
    return scaleBySchedule(constantSchedule(rate));
  }
  throw new Error(`learningRate: given ${rate}; expected a finite number or a schedule`);
}

/** Gradient descent: x -= learningRate g. It keeps no state. */
export function sgd({ learningRate }: Rated): GradientTransform {
  return stepSize(learningRate);
}

/** Gradient descent with a heavy ball (Polyak, 1964): b = beta1 b + g; x -= learningRate b. */
export function momentum({
  learningRate,
  beta1 = DEFAULTS.momentum.beta1,
}: Rated & Partial<NamedOptions['momentum']>): GradientTransform {
  return chain([momentumLink({ beta1, nesterov: false }), stepSize(learningRate)]);
}

/** Gradient descent with Nesterov's momentum: b = beta1 b + g; x -= learningRate (g + beta1 b). */
export function nesterov({
  learningRate,
  beta1 = DEFAULTS.nesterov.beta1,
}: Rated & Partial<NamedOptions['nesterov']>): GradientTransform {
  return chain([momentumLink({ beta1, nesterov: true }), stepSize(learningRate)]);
}

/** Diagonal AdaGrad (Duchi, Hazan & Singer, 2011). */
export function adagrad({
  learningRate,
  epsilon = DEFAULTS.adagrad.epsilon,
}: Rated & Partial<NamedOptions['adagrad']>): GradientTransform {
  return chain([scaleByAdagrad({ epsilon }), stepSize(learningRate)]);
}

/** RMSProp (Tieleman & Hinton, 2012), also centred and with momentum (Graves, 2013). */
export function rmsprop({
  learningRate = RMSPROP_RATE,
  beta2 = DEFAULTS.rmsprop.beta2,
  epsilon = DEFAULTS.rmsprop.epsilon,
  centred = DEFAULTS.rmsprop.centred,
  beta1 = DEFAULTS.rmsprop.beta1,
}: Partial<Rated & NamedOptions['rmsprop']> = {}): GradientTransform {
  return chain([
    centred
      ? scaleByStandardDeviation({ beta2, epsilon })
      : scaleByRms({ decay: { beta2, biasCorrection: false }, epsilon }),
    momentumLink({ beta1, nesterov: false }),
    stepSize(learningRate),
  ]);
}

/** Adam (Kingma & Ba, 2015). */
export function adam({
  learningRate = ADAM_RATE,
  beta1 = DEFAULTS.adam.beta1,
  beta2 = DEFAULTS.adam.beta2,
  epsilon = DEFAULTS.adam.epsilon,
}: Partial<Rated & NamedOptions['adam']> = {}): GradientTransform {
  return chain([scaleByAdam({ beta1, beta2, epsilon }), stepSize(learningRate)]);
}

/** Adam with decoupled weight decay, of every parameter (Loshchilov & Hutter, 2019). */
export function adamw({
  learningRate = ADAM_RATE,
  beta1 = DEFAULTS.adamw.beta1,
  beta2 = DEFAULTS.adamw.beta2,
  epsilon = DEFAULTS.adamw.epsilon,
  weightDecay = DEFAULTS.adamw.weightDecay,
}: Partial<Rated & NamedOptions['adamw']> = {}): GradientTransform {
  return chain([
    scaleByAdam({ beta1, beta2, epsilon }),
    addWeightDecay({ weightDecay }),
    stepSize(learningRate),
  ]);
}

/**
 * Adafactor as proposed (Shazeer & Stern, 2018, Algorithms 4 to 6): factored second moments with the
 * decay 1 - t^-0.8, clipped updates, relative step sizes of min(1e-2, 1 / sqrt(t)). With
 * `relativeStep: false` the `learningRate` is absolute and should be given.
 */
export function adafactor({
  learningRate = adafactorRate(),
  decay = DEFAULTS.adafactor.decay,
  moment = DEFAULTS.adafactor.moment,
  epsilon1 = DEFAULTS.adafactor.epsilon1,
  epsilon2 = DEFAULTS.adafactor.epsilon2,
  threshold = DEFAULTS.adafactor.threshold,
  relativeStep = DEFAULTS.adafactor.relativeStep,
  beta1 = DEFAULTS.adafactor.beta1,
}: Partial<Rated & NamedOptions['adafactor']> = {}): GradientTransform {
  return chain([
    scaleByFactoredRms({ decay, epsilon1, moment }),
    ...(threshold === null ? [] : [clipByBlockRms({ threshold })]),
    ...(relativeStep ? [scaleByParameterRms({ epsilon2 })] : []),
    stepSize(learningRate),
    averageUpdates({ beta1 }),
  ]);
}

/**
 * SM3 (Anil et al., 2019) with momentum as its authors have it. They advise to warm up over the
 * first 5% of steps, quadratically (`withWarmup`), and to leave other decay to the accumulators.
 */
export function sm3({
  learningRate,
  variant = DEFAULTS.sm3.variant,
  beta1 = DEFAULTS.sm3.beta1,
  beta2,
}: Rated & Partial<NamedOptions['sm3']>): GradientTransform {
  return chain([scaleBySm3({ variant, beta2 }), averageUpdates({ beta1 }), stepSize(learningRate)]);
}
