/** Every link, for those who chain an optimiser of their own. */
export { addWeightDecay } from './add-weight-decay.ts';
export { averageUpdates } from './average-updates.ts';
export { clipByBlockRms } from './clip-by-block-rms.ts';
export { clipByGlobalNorm } from './clip-by-global-norm.ts';
export { momentum } from './momentum.ts';
export { scaleByAdagrad } from './scale-by-adagrad.ts';
export { scaleByAdam } from './scale-by-adam.ts';
export { scaleByFactoredRms } from './scale-by-factored-rms.ts';
export { scaleByParameterRms } from './scale-by-parameter-rms.ts';
export { scaleByRms } from './scale-by-rms.ts';
export { scaleBySchedule } from './scale-by-schedule.ts';
export { scaleBySm3 } from './scale-by-sm3.ts';
export { scaleByStandardDeviation } from './scale-by-standard-deviation.ts';
export { chain } from './transform.ts';
