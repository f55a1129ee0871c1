/*
 * `sublinear/optim`: optimizers for TensorFlow.js that `model.compile` takes, and the links that they
 * are made of. It asks for `@tensorflow/tfjs-core`, and for nothing of Node.
 */
export type { LearningRate, OptimizerOptions, PlannedRate } from './drop-in/named-optimizer.ts';
export * from './drop-in/optimizers.ts';
export type { TransformOptimizer } from './drop-in/transform-optimizer.ts';
export * as links from './links.ts';
export type { Schedule } from './schedules.ts';
export * as schedules from './schedules.ts';
export type { GradientTransform } from './transform.ts';
