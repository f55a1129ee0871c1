import { BFLOAT16, toBfloat16 } from '../bfloat16.ts';
import { MOMENTUM_RATE } from '../kinds.ts';
import { link } from '../link.ts';
import { averaging } from './average-updates.ts';

/**
 * `averageUpdates` whose average is kept in bfloat16: m = beta1 m + (1 - beta1) u is the update, and is
 * rounded to go into the next step. Before the step size it is the momentum of BigVision's Adafactor
 * (Zhai et al., 2022, "Scaling Vision Transformers", section 3.4).
 */
export const averageUpdatesInBfloat16 = /* @__PURE__ */ link(
  'averageUpdatesInBfloat16',
  { beta1: MOMENTUM_RATE },
  ({ beta1 }) => averaging(`${BFLOAT16}/average`, beta1, toBfloat16),
);
