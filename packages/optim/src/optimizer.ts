import { type AddWeightDecayOptions, addWeightDecay } from './add-weight-decay.ts';
import { type AverageUpdatesOptions, averageUpdates } from './average-updates.ts';
import { type ClipByBlockRmsOptions, clipByBlockRms } from './clip-by-block-rms.ts';
import { type ClipByGlobalNormOptions, clipByGlobalNorm } from './clip-by-global-norm.ts';
import { type MomentumOptions, momentum } from './momentum.ts';
import * as named from './named.ts';
import { type AdagradOptions, scaleByAdagrad } from './scale-by-adagrad.ts';
import { type AdamOptions, scaleByAdam } from './scale-by-adam.ts';
import { type FactoredRmsOptions, scaleByFactoredRms } from './scale-by-factored-rms.ts';
import { type ScaleByParameterRmsOptions, scaleByParameterRms } from './scale-by-parameter-rms.ts';
import { type RmsOptions, scaleByRms } from './scale-by-rms.ts';
import { scaleBySchedule } from './scale-by-schedule.ts';
import { type Sm3Options, scaleBySm3 } from './scale-by-sm3.ts';
import {
  type StandardDeviationOptions,
  scaleByStandardDeviation,
} from './scale-by-standard-deviation.ts';
import { type Schedule, scaledSchedule } from './schedules.ts';
import { chain, type GradientTransform } from './transform.ts';

/** How an optimiser uses the schedule that stands beside it in a configuration. */
type Scheduled = {
  /** The schedule's value is multiplied by this: 0.1 for alpha = 0.1 s_t, 1 for rho = s_t. */
  readonly factor: number;
};

/** One link of an optimiser as a configuration names it. */
export type LinkConfig =
  | ({ readonly link: 'scaleByAdam' } & AdamOptions)
  | ({ readonly link: 'scaleByRms' } & RmsOptions)
  | ({ readonly link: 'scaleByStandardDeviation' } & StandardDeviationOptions)
  | ({ readonly link: 'scaleByFactoredRms' } & FactoredRmsOptions)
  | ({ readonly link: 'scaleByAdagrad' } & AdagradOptions)
  | ({ readonly link: 'scaleBySm3' } & Sm3Options)
  | ({ readonly link: 'clipByBlockRms' } & ClipByBlockRmsOptions)
  | ({ readonly link: 'clipByGlobalNorm' } & ClipByGlobalNormOptions)
  | ({ readonly link: 'scaleByParameterRms' } & ScaleByParameterRmsOptions)
  | ({ readonly link: 'momentum' } & MomentumOptions)
  | ({ readonly link: 'averageUpdates' } & AverageUpdatesOptions)
  | ({ readonly link: 'addWeightDecay' } & AddWeightDecayOptions)
  | ({ readonly link: 'scaleBySchedule' } & Scheduled);

/** A named optimiser with all its options, as a configuration has them. */
export type NamedOptimizerConfig = {
  [Name in named.OptimizerName]: { readonly name: Name } & Scheduled & named.NamedOptions[Name];
}[named.OptimizerName];

/** An optimiser as a configuration describes it: by its links, or by name. */
export type OptimizerConfig = readonly LinkConfig[] | NamedOptimizerConfig;

function buildLink(config: LinkConfig, schedule: Schedule): GradientTransform {
  switch (config.link) {
    case 'scaleByAdam':
      return scaleByAdam(config);
    case 'scaleByRms':
      return scaleByRms(config);
    case 'scaleByStandardDeviation':
      return scaleByStandardDeviation(config);
    case 'scaleByFactoredRms':
      return scaleByFactoredRms(config);
    case 'scaleByAdagrad':
      return scaleByAdagrad(config);
    case 'scaleBySm3':
      return scaleBySm3(config);
    case 'clipByBlockRms':
      return clipByBlockRms(config);
    case 'clipByGlobalNorm':
      return clipByGlobalNorm(config);
    case 'scaleByParameterRms':
      return scaleByParameterRms(config);
    case 'momentum':
      return momentum(config);
    case 'averageUpdates':
      return averageUpdates(config);
    case 'addWeightDecay':
      return addWeightDecay(config);
    case 'scaleBySchedule':
      return scaleBySchedule(scaledSchedule(schedule, config.factor));
  }
}

function buildNamed(config: NamedOptimizerConfig, schedule: Schedule): GradientTransform {
  const learningRate = scaledSchedule(schedule, config.factor);
  switch (config.name) {
    case 'sgd':
      return named.sgd({ learningRate });
    case 'momentum':
      return named.momentum({ ...config, learningRate });
    case 'nesterov':
      return named.nesterov({ ...config, learningRate });
    case 'adagrad':
      return named.adagrad({ ...config, learningRate });
    case 'rmsprop':
      return named.rmsprop({ ...config, learningRate });
    case 'adam':
      return named.adam({ ...config, learningRate });
    case 'adamw':
      return named.adamw({ ...config, learningRate });
    case 'adafactor':
      return named.adafactor({ ...config, learningRate });
    case 'sm3':
      return named.sm3({ ...config, learningRate });
  }
}

/** The optimiser that `config` describes, with `schedule` as the step size where it asks for one. */
export function buildOptimizer(config: OptimizerConfig, schedule: Schedule): GradientTransform {
  return 'name' in config
    ? buildNamed(config, schedule)
    : chain(config.map((link) => buildLink(link, schedule)));
}
