import type { ExperimentReport } from '../experiment-report.ts';
import type { ClaimReport } from '../stats/claims.ts';
import { MOST_SEEDS } from '../stats/runs-to-decide.ts';
import { SCORE_KINDS, type ScoreName } from '../stats/scores.ts';
import { ROUNDS, VERDICTS } from '../stats/verdict.ts';
import { evidenceText, seedCount } from './text.ts';

/** A claim that no source makes is not reproduced: it holds, or it does not. */
const ANSWERS = { reproduced: 'holds', 'not reproduced': 'does not hold' } as const;

/** The verdict in the words that fit a claim of the paper, or an answer to a question. */
export function verdictWord({ question, verdict }: ClaimReport): string {
  if (question === undefined || verdict === 'open' || verdict === 'not run') return verdict;
  return ANSWERS[verdict];
}

/** The verdict; of an open claim with what is lacking for another. */
export function verdictText(claim: ClaimReport): string {
  const { verdict, lacking, runsToDecide, isProvisional, seeds } = claim;
  if (verdict !== 'open') return `${verdictWord(claim)}${isProvisional ? ', provisional' : ''}`;
  if (lacking !== undefined) return `open: needs ${lacking}`;
  const isOver = seeds >= ROUNDS.at(-1)!;
  const open = isOver ? 'open after all rounds' : 'open';
  if (runsToDecide === undefined)
    return `${open}${isOver ? ';' : ':'} ${MOST_SEEDS} seeds like these would not decide it`;
  const more = `about ${runsToDecide} more ${runsToDecide === 1 ? 'run' : 'runs'}`;
  return isOver ? `${open}; ${more} like these would have been needed` : `${open}: ${more}`;
}

/** The score that decided, and one that contradicts it; undefined where none decided. */
export function deciderText({ decidedBy, contradictedBy }: ClaimReport): string | undefined {
  if (decidedBy === undefined) return undefined;
  const { label } = SCORE_KINDS[decidedBy];
  if (contradictedBy === undefined) return label;
  return `${label}; ${SCORE_KINDS[contradictedBy].label} contradicts it`;
}

/** The claims, what is not reproduced first. */
export function failuresFirst(claims: readonly ClaimReport[]): ClaimReport[] {
  return VERDICTS.flatMap((verdict) => claims.filter((claim) => claim.verdict === verdict));
}

/** What is said above verdicts that another run may change. */
export function provisionalNote({ rule: { missingRuns } }: ExperimentReport): string[] {
  if (missingRuns === 0) return [];
  const are = missingRuns === 1 ? 'is' : 'are';
  return [`**Verdicts are provisional: ${missingRuns} of the first round's runs ${are} missing.**`];
}

/** A line a claim that was run: its verdict, and the score that decided, or BLEU. */
export function verdictList(report: ExperimentReport): string[] {
  const lines = failuresFirst(report.claims)
    .filter(({ verdict }) => verdict !== 'not run')
    .map((claim) => {
      const { decidedBy = 'bleu', contradictedBy, seeds } = claim;
      const textOf = (name: ScoreName) => `${SCORE_KINDS[name].label} ${evidenceText(claim, name)}`;
      const but = contradictedBy === undefined ? '' : ` But ${textOf(contradictedBy)}.`;
      const evidence = `${textOf(decidedBy)}; ${seedCount(seeds)}`;
      return `- **${verdictText(claim)}**: ${claim.claim}. ${evidence}.${but}`;
    });
  return lines.length === 0 ? [] : [...provisionalNote(report), lines.join('\n')];
}

function countVerdicts(claims: readonly ClaimReport[]): string[] {
  return VERDICTS.flatMap((verdict) => {
    const alike = claims.filter((claim) => claim.verdict === verdict);
    const [first] = alike;
    if (first === undefined) return [];
    const decided = verdict === 'open' || verdict === 'not run' ? [] : alike;
    const provisional = decided.filter(({ isProvisional }) => isProvisional);
    const part = provisional.length === 0 ? '' : ` (${provisional.length} provisional)`;
    return [`${verdictWord(first)}: ${alike.length}${part}`];
  });
}

/**
 * How many claims of the paper, and how many comparisons of our own, have each verdict, in words, and
 * how many of these verdicts another run may change.
 */
export function verdictCounts(claims: readonly ClaimReport[]): { paper: string[]; own: string[] } {
  const count = (isOwn: boolean) =>
    countVerdicts(claims.filter(({ question }) => (question !== undefined) === isOwn));
  return { paper: count(false), own: count(true) };
}
