/*
 * Optimizers for TensorFlow.js that `model.compile` takes, and what they are made of. It asks for
 * `@tensorflow/tfjs-core`, and for nothing of Node.
 */
export { average, biasCorrected, type Decay, decayWeights } from './decay.ts';
export { fromTransform, type TransformOptimizer } from './drop-in/transform-optimizer.ts';
export type { Kind, Kinds, OwnKind } from './kinds.ts';
export type { LearningRate, PlannedRate } from './learning-rate.ts';
export { EMBEDDINGS, PART_NAMES, type Part, type PartName } from './links/partition.ts';
export * as links from './links.ts';
export * from './named.ts';
export { nameFits } from './names.ts';
export {
  buildOptimizer,
  LINKS,
  type LinkConfig,
  type LinkName,
  type LinkOptions,
  type NamedOptimizerConfig,
  type OptimizerConfig,
  type PartConfig,
} from './optimizer.ts';
export { warmupFault } from './planned-schedule.ts';
export { rms } from './rms.ts';
export {
  buildSchedule,
  SCHEDULES,
  type ScheduleConfig,
  type ScheduleContext,
} from './schedule-config.ts';
export type { Schedule } from './schedules.ts';
export * as schedules from './schedules.ts';
export {
  BYTES_PER_ELEMENT,
  type Size,
  sizeOfShapes,
  sizeOfState,
  stateSize,
} from './state-size.ts';
export {
  applyUpdates,
  chain,
  type GradientTransform,
  initialState,
  type ShapeTree,
  stateless,
  type UpdateContext,
  type UpdateObserver,
} from './transform.ts';
export {
  disposeTree,
  elementCount,
  leaf,
  mapTree,
  shapesOf,
  type TensorTree,
  underPrefix,
  withPrefix,
} from './tree.ts';
