import { BFLOAT16, toBfloat16 } from '../bfloat16.ts';
import { average, uncorrected } from '../decay.ts';
import { MOMENTUM_RATE } from '../kinds.ts';
import { link } from '../link.ts';
import { IDENTITY, perTensor, slotsOfItsShape } from '../transform.ts';

const AVERAGE = `${BFLOAT16}/average`;

/**
 * `averageUpdates` whose average is kept in bfloat16: m = beta1 m + (1 - beta1) u is the update, and is
 * rounded to go into the next step. Before the step size it is the momentum of BigVision's Adafactor
 * (Zhai et al., 2022, "Scaling Vision Transformers", section 3.4).
 */
export const averageUpdatesInBfloat16 = /* @__PURE__ */ link(
  'averageUpdatesInBfloat16',
  { beta1: MOMENTUM_RATE },
  ({ beta1 }) => {
    if (beta1 === 0) return IDENTITY;
    return perTensor({
      slots: slotsOfItsShape(AVERAGE),
      shared: () => uncorrected(beta1),
      update: (incoming, slots, weights) => {
        const next = average(slots[AVERAGE]!, incoming, weights);
        return { update: next, slots: { [AVERAGE]: toBfloat16(next) } };
      },
    });
  },
);
