import { z } from 'zod';

/** A part of a run's configuration, laid over the protocol's. */
const overlay = z.record(z.string(), z.unknown());

const name = z.string().regex(/^[A-Za-z0-9]+$/, 'must be letters and digits');

const armSchema = z.strictObject({ label: z.string(), config: overlay });

/** What the paper prints in a cell: BLEU, or that training diverged. */
const paperCellSchema = z.union([z.number(), z.literal('diverged')]);

/** How many settings of a row can be searched beside its number; few trials cover no more. */
export const MOST_SETTINGS = 3;

/** What else is searched for a row, by its place in the row's configuration: the values it may have. */
const searchSchema = z
  .record(z.string(), z.array(z.unknown()).min(2))
  .refine((search) => Object.keys(search).length <= MOST_SETTINGS, {
    error: `expected no more than ${MOST_SETTINGS} settings`,
  });

/** A row with a label and a configuration, or another experiment's row. */
const rowSchema = z
  .strictObject({
    /** The experiment file whose row this is, under the same name; relative to this file. */
    from: z.string().optional(),
    /** What charts call it, where its label is too long. */
    name: z.string().optional(),
    label: z.string().optional(),
    /** By arm; left out where the paper has no such cell. */
    paper: z.record(name, paperCellSchema).optional(),
    config: overlay.optional(),
    /** The arms that it is run in; all of them unless given. */
    arms: z.array(name).min(1).optional(),
    /** By arm, where its cells have other seeds than the experiment's. */
    seeds: z.record(name, z.array(z.int()).min(1)).optional(),
    /** Settings that are searched beside the number that is tuned for all rows. */
    search: searchSchema.optional(),
  })
  .superRefine(({ from, ...own }, context) => {
    const wrong =
      from === undefined
        ? ['label', 'config'].filter((key) => !(key in own))
        : ['name', 'label', 'paper', 'config', 'search'].filter((key) => key in own);
    const message =
      from === undefined
        ? 'a row has a label and a config, or is `from` another experiment'
        : `is the row's of ${from}, which is taken as it is there`;
    for (const key of wrong) context.addIssue({ code: 'custom', path: [key], message });
  });

/** Rows that answer one question together, such as an ablation of one part. */
const groupSchema = z.strictObject({ title: z.string(), rows: z.array(name).min(1) });

const groupName = z.string().regex(/^[a-z0-9-]+$/, 'must be small letters, digits and hyphens');

const cellReference = z.strictObject({ row: name, arm: name });

/** The open question that a comparison answers, where the source has no answer. */
const question = z.string().optional();

/** A comparison of two cells; `experiments/VERDICTS.md` says how it is judged. */
const claimSchema = z.union([
  z.strictObject({ question, claim: z.string(), higher: cellReference, lower: cellReference }),
  z.strictObject({ question, claim: z.string(), notLower: cellReference, than: cellReference }),
  z.strictObject({ question, claim: z.string(), equal: cellReference, to: cellReference }),
]);

/** How each row's rate, or another number of its configuration, is chosen before it is run. */
const tuningSchema = z
  .strictObject({
    /** Which number, by its place in the row's configuration, such as optimizer.factor. */
    key: z.string(),
    /** What each row's own number there is multiplied by: one grid, so that budgets are equal. */
    factors: z
      .array(z.number().positive())
      .min(2)
      .refine((factors) => new Set(factors).size === factors.length, { error: 'must differ' }),
    /** The arm in which it is tried. */
    arm: name,
    /** The seed with which all of the grid is tried. */
    seed: z.int().optional(),
    /** In place of a seed: so many quasi-random points of the search space with each of these. */
    studies: z
      .strictObject({ seeds: z.array(z.int()).min(1), trials: z.int().positive() })
      .optional(),
  })
  .refine(({ seed, studies }) => (seed === undefined) !== (studies === undefined), {
    error: 'has either a seed, with which all of the grid is tried, or studies',
  });

/** One number of the configuration that every cell is run with several values of. */
const sweepSchema = z.strictObject({
  /** Which number, such as training.rateMultiplier. */
  key: z.string(),
  /** What labels call it. */
  symbol: z.string(),
  values: z
    .array(z.number().positive())
    .min(2)
    .refine((values) => values.every((value, i) => i === 0 || value > values[i - 1]!), {
      error: 'must rise from each value to the next',
    }),
  /** The value that the tables and the figure mark, and what it is to the reader. */
  marked: z.strictObject({ value: z.number().positive(), is: z.string() }).optional(),
});

/**
 * The rule that chooses a swept number: the value at which `row` keeps as large a share in `arm` of
 * its score in `of` as it does in the paper.
 */
const operatingPointSchema = z.strictObject({ row: name, arm: name, of: name });

/**
 * `figure:` of an experiment: the RMS of the unscaled updates of one parameter tensor over the steps,
 * beside what the paper's Figure 1 shows of it.
 */
const figureSchema = z.strictObject({
  /** The tensor that is followed; the runs must keep its diagnostics. */
  tensor: z.string(),
  /** What the vertical axis is called. */
  label: z.string(),
  paper: z.strictObject({
    /** Steps from one point to the next; the first is at step 0. */
    every: z.int().positive(),
    /** The size of the update at each point, by row. */
    curves: z.record(z.string(), z.array(z.number().positive()).min(1)),
  }),
});

/** An experiment file, as it stands there: without the rows that it takes from others. */
export const experimentSchema = z
  .strictObject({
    experiment: name,
    title: z.string(),
    /** Where the numbers under `paper` come from. */
    source: z.string(),
    /** The protocol YAML to run under unless told otherwise, relative to this file. */
    protocol: z.string(),
    seeds: z.array(z.int()).min(1),
    arms: z.record(name, armSchema),
    rows: z.record(name, rowSchema),
    groups: z.record(groupName, groupSchema).default({}),
    /** Of this experiment's own rows; see `src/experiment/tuning.ts`. */
    tuning: tuningSchema.optional(),
    sweep: sweepSchema.optional(),
    operatingPoint: operatingPointSchema.optional(),
    claims: z.array(claimSchema).default([]),
    /** The cell whose final log-perplexity the others' time is measured to. */
    target: cellReference.optional(),
    figure: figureSchema.optional(),
  })
  .superRefine((file, context) => {
    const { arms, rows, groups, tuning, sweep, operatingPoint, claims, target, figure } = file;
    const known = Object.keys(arms);
    const refuse = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const requireArm = (arm: string, path: PropertyKey[]) => {
      if (known.includes(arm)) return;
      refuse(path, `there is no arm "${arm}"; the arms are ${known.join(', ')}`);
    };
    const requireRow = (row: string, path: PropertyKey[]) => {
      if (row in rows) return;
      refuse(path, `there is no row "${row}"; the rows are ${Object.keys(rows).join(', ')}`);
    };
    const requireCell = ({ row, arm }: CellReference, path: PropertyKey[]) => {
      if (row in rows && (rows[row]!.arms ?? known).includes(arm)) return;
      refuse(path, `there is no row "${row}" with an arm "${arm}"`);
    };
    for (const [row, { paper, arms: own = [], seeds, search }] of Object.entries(rows)) {
      for (const arm of Object.keys(paper ?? {})) requireArm(arm, ['rows', row, 'paper', arm]);
      for (const arm of Object.keys(seeds ?? {})) requireArm(arm, ['rows', row, 'seeds', arm]);
      for (const [i, arm] of own.entries()) requireArm(arm, ['rows', row, 'arms', i]);
      if (search !== undefined && tuning?.studies === undefined) {
        refuse(['rows', row, 'search'], 'is for the studies of `tuning`, and there are none');
      }
    }
    for (const [group, members] of Object.entries(groups)) {
      for (const [i, row] of members.rows.entries()) requireRow(row, ['groups', group, 'rows', i]);
    }
    if (tuning !== undefined) requireArm(tuning.arm, ['tuning', 'arm']);
    for (const [i, claim] of claims.entries()) {
      for (const [side, cell] of Object.entries(claim)) {
        if (typeof cell === 'object') requireCell(cell, ['claims', i, side]);
      }
    }
    if (target !== undefined) requireCell(target, ['target']);
    if (operatingPoint !== undefined) {
      const { row, arm, of } = operatingPoint;
      requireCell({ row, arm }, ['operatingPoint', 'arm']);
      requireCell({ row, arm: of }, ['operatingPoint', 'of']);
      if (sweep === undefined) {
        refuse(['operatingPoint'], 'chooses a value of a sweep, and there is none');
      }
    }
    // Each speaks of cells, of which a sweep has one for each value.
    for (const key of ['tuning', 'target', 'figure', 'claims'] as const) {
      const isThere = key === 'claims' ? claims.length > 0 : file[key] !== undefined;
      if (sweep !== undefined && isThere) refuse([key], 'an experiment with a sweep has none');
    }
    for (const row of Object.keys(figure?.paper.curves ?? {})) {
      requireRow(row, ['figure', 'paper', 'curves', row]);
    }
  });

export type ExperimentFile = z.infer<typeof experimentSchema>;

export type PaperCell = z.infer<typeof paperCellSchema>;
export type CellReference = z.infer<typeof cellReference>;

/** What a claim says of its first cell beside its second. */
export type ClaimKind = 'higher' | 'notLower' | 'equal';

export type Comparison = {
  readonly kind: ClaimKind;
  readonly first: CellReference;
  readonly second: CellReference;
};

export type Tuning = z.infer<typeof tuningSchema>;
export type Search = z.infer<typeof searchSchema>;
export type Figure = z.infer<typeof figureSchema>;

/** What a claim of an experiment compares. */
export function comparisonOf(claim: ExperimentFile['claims'][number]): Comparison {
  if ('higher' in claim) return { kind: 'higher', first: claim.higher, second: claim.lower };
  if ('notLower' in claim) return { kind: 'notLower', first: claim.notLower, second: claim.than };
  return { kind: 'equal', first: claim.equal, second: claim.to };
}
