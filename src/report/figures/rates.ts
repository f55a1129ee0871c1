import type { ReportedExperiment } from '../reported-experiment.ts';
import type { Figure } from './figure.ts';
import { sweptRates } from './swept-rates.ts';
import { tunedRates } from './tuned-rates.ts';

/**
 * Score against rate: that of a sweep, or else what was tried for tuned rows. Undefined for an
 * experiment with neither, and while there is no run.
 */
export function rateFigure(given: ReportedExperiment): Figure | undefined {
  const { sweep } = given.report;
  return sweep === undefined ? tunedRates(given) : sweptRates(given, sweep);
}
