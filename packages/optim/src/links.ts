/**
 * Every link, the only list of them: configurations know them by these names, and those who chain an
 * optimiser of their own import them.
 */
export { addWeightDecay } from './links/add-weight-decay.ts';
export { averageUpdates } from './links/average-updates.ts';
export { clipByBlockRms } from './links/clip-by-block-rms.ts';
export { clipByGlobalNorm } from './links/clip-by-global-norm.ts';
export { momentum } from './links/momentum.ts';
export { scaleByAdagrad } from './links/scale-by-adagrad.ts';
export { scaleByAdam } from './links/scale-by-adam.ts';
export { scaleByFactoredRms } from './links/scale-by-factored-rms.ts';
export { scaleByParameterRms } from './links/scale-by-parameter-rms.ts';
export { scaleByRms } from './links/scale-by-rms.ts';
export { scaleBySchedule } from './links/scale-by-schedule.ts';
export { scaleBySm3 } from './links/scale-by-sm3.ts';
export { scaleByStandardDeviation } from './links/scale-by-standard-deviation.ts';
