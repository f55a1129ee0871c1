/**
 * Every link, the only list of them: configurations know them by these names, and those who chain an
 * optimiser of their own import them.
 */
export { addWeightDecay } from './links/add-weight-decay.ts';
export { averageUpdates } from './links/average-updates.ts';
export { averageUpdatesInBfloat16 } from './links/average-updates-in-bfloat16.ts';
export { clipByBlockRms } from './links/clip-by-block-rms.ts';
export { clipByGlobalNorm } from './links/clip-by-global-norm.ts';
export { growthLimiter } from './links/growth-limiter.ts';
export { momentum } from './links/momentum.ts';
export { normalise } from './links/normalise.ts';
export { orthogonalise } from './links/orthogonalise.ts';
export { partition } from './links/partition.ts';
export { scaleByAdagrad } from './links/scale-by-adagrad.ts';
export { scaleByAdam } from './links/scale-by-adam.ts';
export { scaleByBlockMoment } from './links/scale-by-block-moment.ts';
export { scaleByConfidence } from './links/scale-by-confidence.ts';
export { scaleByFactoredRms } from './links/scale-by-factored-rms.ts';
export { scaleByParameterRms } from './links/scale-by-parameter-rms.ts';
export { scaleByRms } from './links/scale-by-rms.ts';
export { scaleByRowsAndColumns } from './links/scale-by-rows-and-columns.ts';
export { scaleBySchedule } from './links/scale-by-schedule.ts';
export { scaleBySm3 } from './links/scale-by-sm3.ts';
export { scaleByStableAdam } from './links/scale-by-stable-adam.ts';
export { scaleByStandardDeviation } from './links/scale-by-standard-deviation.ts';
export { signMomentum } from './links/sign-momentum.ts';
export { signOf } from './links/sign-of.ts';
export { sinkhorn } from './links/sinkhorn.ts';
