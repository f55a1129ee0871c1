import { elementwiseRules } from './elementwise.ts';
import { layoutRules } from './layout.ts';
import { linearRules } from './linear.ts';
import { reductionRules } from './reduction.ts';
import type { Rules } from './rule.ts';

/** Every operation that can be traced. */
export const RULES: Rules = {
  ...elementwiseRules,
  ...layoutRules,
  ...linearRules,
  ...reductionRules,
};
