import type { RunConfig } from '../config/run-config.ts';
import { vocabularySize } from '../data/vocabulary.ts';
import { parameterSpecs } from '../model/parameters.ts';
import { count } from './count.ts';

/** Numbers that a model learns, counted from its shapes. */
function parameterCount({ model, data }: RunConfig): number {
  const shapes = Object.values(parameterSpecs(model, vocabularySize(data.vocabulary)));
  return shapes.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

/** What is about to be trained, and where it goes; said before anything slow begins. */
export function describeStart(name: string, config: RunConfig, folder: string): string {
  const parameters = new Intl.NumberFormat('en').format(parameterCount(config));
  return `${name}: ${parameters} parameters, ${count(config.training.steps, 'step')}, into ${folder}`;
}
