/**
 * The sacreBLEU release whose numbers and strings this package equals. It fills the signature's
 * `version` field, because the field tells a reader which definition of the score was computed.
 */
export const SACREBLEU_VERSION = '2.6.0';

/** One `name:value` pair of a signature; `abbreviation` replaces the name in the short form. */
export interface SignatureField {
  readonly name: string;
  readonly abbreviation: string;
  readonly value: string;
}

/** How a score came about beyond the metric's own options. */
export interface ScoreContext {
  /** References of every segment, or `'var'` where segments differ in how many they have. */
  readonly referenceCount: number | 'var';
  /** Bootstrap samples behind a confidence interval or a paired bootstrap test. */
  readonly bootstrapSamples?: number;
  /** Trials of a paired approximate randomisation test. */
  readonly randomizationTrials?: number;
  /** Seed of the resampling. */
  readonly seed?: number;
}

/** A signature in both of the forms that sacreBLEU prints. */
export interface Signature {
  /** For example `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0`. */
  readonly signature: string;
  /** For example `#:1|c:mixed|e:no|tok:13a|s:exp|v:2.6.0`. */
  readonly shortSignature: string;
}

/** Joins the shared fields, the metric's own and the version, in sacreBLEU's order. */
export function buildSignature(
  context: ScoreContext,
  metricFields: readonly SignatureField[],
): Signature {
  const shared: readonly (readonly [name: string, abbreviation: string, value: unknown])[] = [
    ['nrefs', '#', context.referenceCount],
    ['bs', 'bs', context.bootstrapSamples],
    ['ar', 'ar', context.randomizationTrials],
    ['seed', 'rs', context.seed],
  ];
  const fields: SignatureField[] = [];
  for (const [name, abbreviation, value] of shared) {
    if (value !== undefined) fields.push({ name, abbreviation, value: String(value) });
  }
  fields.push(...metricFields, { name: 'version', abbreviation: 'v', value: SACREBLEU_VERSION });
  return {
    signature: fields.map((field) => `${field.name}:${field.value}`).join('|'),
    shortSignature: fields.map((field) => `${field.abbreviation}:${field.value}`).join('|'),
  };
}

/** sacreBLEU writes truth values as words. */
export function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
