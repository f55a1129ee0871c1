import * as tf from '@tensorflow/tfjs-core';
import { type ClipByBlockRmsOptions, clipByBlockRms } from './clip-by-block-rms.ts';
import { type AdamOptions, scaleByAdam } from './scale-by-adam.ts';
import { type FactoredRmsOptions, scaleByFactoredRms } from './scale-by-factored-rms.ts';
import { type ScaleByParameterRmsOptions, scaleByParameterRms } from './scale-by-parameter-rms.ts';
import { scaleBySchedule } from './scale-by-schedule.ts';
import type { Schedule } from './schedules.ts';
import { chain, type GradientTransform } from './transform.ts';

/** One link of an optimiser as a configuration names it. */
export type LinkConfig =
  | ({ readonly link: 'scaleByAdam' } & AdamOptions)
  | ({ readonly link: 'scaleByFactoredRms' } & FactoredRmsOptions)
  | ({ readonly link: 'clipByBlockRms' } & ClipByBlockRmsOptions)
  | ({ readonly link: 'scaleByParameterRms' } & ScaleByParameterRmsOptions)
  | {
      readonly link: 'scaleBySchedule';
      /** The schedule's value is multiplied by this: 0.1 for alpha = 0.1 s_t, 1 for rho = s_t. */
      readonly factor: number;
    };

function buildLink(config: LinkConfig, schedule: Schedule): GradientTransform {
  switch (config.link) {
    case 'scaleByAdam':
      return scaleByAdam(config);
    case 'scaleByFactoredRms':
      return scaleByFactoredRms(config);
    case 'clipByBlockRms':
      return clipByBlockRms(config);
    case 'scaleByParameterRms':
      return scaleByParameterRms(config);
    case 'scaleBySchedule':
      return scaleBySchedule((step) => tf.mul(schedule(step), config.factor));
  }
}

/** The optimiser that a list of links describes, with `schedule` where a link asks for one. */
export function buildOptimizer(
  links: readonly LinkConfig[],
  schedule: Schedule,
): GradientTransform {
  return chain(links.map((link) => buildLink(link, schedule)));
}
