import type { Symbols } from './ngram-matcher.ts';

/** How a minimal edit of the hypothesis into the reference pairs their words. */
export interface Alignment {
  /** For every reference word the last hypothesis word used up by then, or -1. */
  readonly hypothesisPosition: Int32Array;
  /** 1 for every hypothesis word that is deleted or substituted, else 0. */
  readonly hypothesisErrors: Uint8Array;
  /** 1 for every reference word that is inserted or substituted for, else 0. */
  readonly referenceErrors: Uint8Array;
}

/**
 * Levenshtein distances between one reference and hypotheses that are reorderings of one another,
 * computed within a band around the diagonal as sacreBLEU does.
 */
export interface EditMatrix {
  /** Fills the matrix for a hypothesis and returns its distance. */
  fill(hypothesis: Symbols): number;
  /**
   * The distance of another hypothesis of the same length which starts with the same `sharedPrefix`
   * words as the one last filled in. The matrix stays as it was.
   */
  distance(hypothesis: Symbols, sharedPrefix: number): number;
  /** The alignment of the hypothesis last filled in. */
  align(): Alignment;
}

/** Half the band's width; Tercom's. */
const BEAM_WIDTH = 25;

/** Cost of a cell outside the band; far above any distance, far below the largest Int32. */
const UNREACHED = 1e9;

const MATCH = 0;
const SUBSTITUTE = 1;
const DELETE = 2;
const INSERT = 3;

/** @param hypothesisLength words of every hypothesis that will be given */
export function createEditMatrix(reference: Symbols, hypothesisLength: number): EditMatrix {
  const columns = reference.length + 1;
  const costs = new Int32Array((hypothesisLength + 1) * columns);
  const operations = new Uint8Array((hypothesisLength + 1) * columns);
  for (let j = 0; j < columns; j++) {
    costs[j] = j;
    operations[j] = INSERT;
  }
  // `distance` works in two rows of its own in turn.
  const scratchCosts = new Int32Array(2 * columns);
  const scratchOperations = new Uint8Array(2 * columns);

  const ratio = hypothesisLength > 0 ? reference.length / hypothesisLength : 1;
  // With very unequal lengths the band must still overlap from one row to the next.
  const halfBand = BEAM_WIDTH < ratio / 2 ? Math.ceil(ratio / 2 + BEAM_WIDTH) : BEAM_WIDTH;

  /** Row `i`, of hypothesis word `word`, at `to` in the target from the row before it at `from`. */
  function fillRow(
    i: number,
    word: number,
    above: Int32Array,
    from: number,
    target: Int32Array,
    targetOperations: Uint8Array,
    to: number,
  ): void {
    const diagonal = Math.floor(i * ratio);
    const first = Math.max(0, diagonal - halfBand);
    const end = i === hypothesisLength ? columns : Math.min(columns, diagonal + halfBand);
    target.fill(UNREACHED, to, to + columns);
    for (let j = first; j < end; j++) {
      // The first operation in this order wins a tie, as in sacreBLEU; the alignment depends on it.
      let cost = UNREACHED;
      let operation = MATCH;
      if (j > 0) {
        const matches = word === reference[j - 1];
        cost = above[from + j - 1]! + (matches ? 0 : 1);
        operation = matches ? MATCH : SUBSTITUTE;
      }
      if (above[from + j]! + 1 < cost) {
        cost = above[from + j]! + 1;
        operation = DELETE;
      }
      if (j > 0 && target[to + j - 1]! + 1 < cost) {
        cost = target[to + j - 1]! + 1;
        operation = INSERT;
      }
      target[to + j] = cost;
      targetOperations[to + j] = operation;
    }
  }

  return {
    fill: (hypothesis) => {
      for (let i = 1; i <= hypothesisLength; i++) {
        const to = i * columns;
        fillRow(i, hypothesis[i - 1]!, costs, to - columns, costs, operations, to);
      }
      return costs.at(-1)!;
    },

    distance: (hypothesis, sharedPrefix) => {
      let above = costs;
      let from = sharedPrefix * columns;
      for (let i = sharedPrefix + 1; i <= hypothesisLength; i++) {
        const to = (i % 2) * columns;
        fillRow(i, hypothesis[i - 1]!, above, from, scratchCosts, scratchOperations, to);
        above = scratchCosts;
        from = to;
      }
      return above[from + columns - 1]!;
    },

    align: () => {
      const alignment = {
        hypothesisPosition: new Int32Array(reference.length),
        hypothesisErrors: new Uint8Array(hypothesisLength),
        referenceErrors: new Uint8Array(reference.length),
      };
      let i = hypothesisLength;
      let j = reference.length;
      while (i > 0 || j > 0) {
        const operation = operations[i * columns + j]!;
        if (operation !== DELETE) {
          j--;
          alignment.hypothesisPosition[j] = i - 1;
          alignment.referenceErrors[j] = operation === MATCH ? 0 : 1;
        }
        if (operation !== INSERT) {
          i--;
          alignment.hypothesisErrors[i] = operation === MATCH ? 0 : 1;
        }
      }
      return alignment;
    },
  };
}
