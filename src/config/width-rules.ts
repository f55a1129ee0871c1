/** The width of the paper's model: Tensor2Tensor's `transformer_base_v2`. */
const PAPER_WIDTH = 512;

/**
 * What absolute step sizes are multiplied by at another width than the paper's, by the name that a
 * configuration gives the rule. Tensor2Tensor's schedules have the factor `rsqrt_hidden_size` =
 * d^-0.5, which the paper's alpha = 0.1 s_t has in its 0.1.
 */
export const WIDTH_RULES = {
  'sqrt(512/dModel)': (dModel: number) => Math.sqrt(PAPER_WIDTH / dModel),
} as const;

export type WidthRule = keyof typeof WIDTH_RULES;
