import { max } from 'd3-array';
import { rowName } from '../figures/palette.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { WITH_WARMUP, WITHOUT_WARMUP } from '../stats/kept.ts';

/** The claims of an experiment with the names of the rows that they compare. */
export function namedClaims({ experiment, report }: ReportedExperiment) {
  return report.claims.map((claim) => ({
    claim,
    first: rowName(experiment, claim.first.row),
    second: rowName(experiment, claim.second.row),
  }));
}

export type NamedClaim = ReturnType<typeof namedClaims>[number];

/** Whether a claim says that Adafactor does as well without warm-up as with it. */
export const isWarmupClaim = ({ claim, first, second }: NamedClaim): boolean =>
  claim.kind === 'notLower' &&
  first === 'Adafactor' &&
  second === 'Adafactor' &&
  claim.second.arm === WITH_WARMUP &&
  claim.first.arm === WITHOUT_WARMUP;

/** Whether a claim says that Adafactor does as well as Adam. */
export const isMemoryClaim = ({ claim, first, second }: NamedClaim): boolean =>
  claim.kind === 'notLower' && first === 'Adafactor' && second === 'Adam';

const ratesOf = ({ report }: ReportedExperiment) => report.settings?.rateMultipliers ?? [];

/** Whether an experiment is shown under the protocol that its file names. */
function isOwnProtocol({ experiment, protocol }: ReportedExperiment): boolean {
  return experiment.protocol.endsWith(`/${protocol}.yaml`);
}

/** A protocol that the main table was run under, with all that was run under it. */
export type Campaign = ReturnType<typeof campaignsOf>[number];

/**
 * The protocols of the main table, which is the largest with a claim about warm-up: its own first, then
 * by rate.
 */
export function campaignsOf(given: readonly ReportedExperiment[]) {
  const candidates = given.filter((one) => namedClaims(one).some(isWarmupClaim));
  const most = max(candidates, ({ report }) => report.rows.length);
  const tables = candidates
    .filter(({ report }) => report.rows.length === most)
    .toSorted(
      (a, b) =>
        Number(isOwnProtocol(b)) - Number(isOwnProtocol(a)) ||
        (ratesOf(a)[0] ?? 0) - (ratesOf(b)[0] ?? 0),
    );
  const rates = tables.map((table) => ratesOf(table).join());
  return tables.map((main) => {
    const [rate, ...others] = ratesOf(main);
    const isUnique = rates.filter((other) => other === ratesOf(main).join()).length === 1;
    return {
      protocol: main.protocol,
      /** Such as `rate ×8`. */
      label: isUnique && others.length === 0 ? `rate ×${rate}` : main.protocol,
      main,
      all: given.filter(({ protocol }) => protocol === main.protocol),
    };
  });
}

/** The campaigns that the headline is about: that of the table's own protocol, once it judges. */
export function leadingCampaigns(campaigns: readonly Campaign[]): readonly Campaign[] {
  const own = campaigns.filter(({ main }) => isOwnProtocol(main));
  const isJudged = own.some(({ main }) =>
    main.report.claims.some(({ verdict }) => verdict !== 'not run'),
  );
  return isJudged ? own : campaigns;
}

/** The rate multipliers of the main tables of `leading`, which the headline is about. */
export const rateMultipliers = (leading: readonly Campaign[]): number[] => [
  ...new Set(leading.flatMap(({ main }) => main.report.settings?.rateMultipliers ?? [])),
];
