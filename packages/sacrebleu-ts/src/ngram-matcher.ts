/** A segment as numbers: word numbers or code points. Equal numbers mean equal symbols. */
export type Symbols = ArrayLike<number>;

/**
 * Takes in the references of a segment. The function it returns counts, for each order n = 1, 2,
 * ..., how many n-grams of a hypothesis occur in them, each n-gram at most as often as in the
 * reference where it is most frequent: the clipped counts of BLEU (Papineni et al. 2002, section
 * 2.1). That function is good until the next references are taken in.
 */
export type NgramMatcher = (references: readonly Symbols[]) => (hypothesis: Symbols) => number[];

/** Slots of the smallest table; room for a sentence of 128 words and n-grams up to 4. */
const LEAST_SLOTS = 1024;

/** The n-gram of length zero, which every n-gram extends. */
const ROOT = -1;

/**
 * A matcher for n-grams up to `maxOrder` that keeps its tables from one segment to the next.
 *
 * The reference n-grams form a trie, stored as an open-addressing hash table: an n-gram is the slot
 * of its first n-1 symbols together with its last symbol, and its own slot is its name. No n-gram
 * is ever built as a string, and an unmatched n-gram ends the search for the longer ones that start
 * with it. Nothing is cleared: every entry says which text it was made for.
 */
export function createNgramMatcher(maxOrder: number): NgramMatcher {
  let table = createTable(LEAST_SLOTS);
  let mask = 0;
  let segment = 0;
  /** Numbers the references and hypotheses seen so far. */
  let text = 0;

  /** The slot of an n-gram, or the empty slot where it belongs. */
  function find(ngramPrefix: number, lastSymbol: number): number {
    const { owner, prefix, symbol } = table;
    let slot = hash(ngramPrefix, lastSymbol) & mask;
    while (
      owner[slot] === segment &&
      (prefix[slot] !== ngramPrefix || symbol[slot] !== lastSymbol)
    ) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  function addReference(reference: Symbols): void {
    const { owner, prefix, symbol, limit, occurrences, lastText } = table;
    text++;
    for (let start = 0; start < reference.length; start++) {
      const end = Math.min(start + maxOrder, reference.length);
      let ngram = ROOT;
      for (let i = start; i < end; i++) {
        const slot = find(ngram, reference[i]!);
        if (owner[slot] !== segment) {
          owner[slot] = segment;
          prefix[slot] = ngram;
          symbol[slot] = reference[i]!;
          limit[slot] = 0;
        }
        const count = lastText[slot] === text ? occurrences[slot]! + 1 : 1;
        lastText[slot] = text;
        occurrences[slot] = count;
        if (count > limit[slot]!) limit[slot] = count;
        ngram = slot;
      }
    }
  }

  function match(hypothesis: Symbols): number[] {
    const { owner, limit, occurrences, lastText } = table;
    const matches = new Array<number>(maxOrder).fill(0);
    text++;
    for (let start = 0; start < hypothesis.length; start++) {
      const end = Math.min(start + maxOrder, hypothesis.length);
      let ngram = ROOT;
      for (let i = start; i < end; i++) {
        const slot = find(ngram, hypothesis[i]!);
        if (owner[slot] !== segment) break;
        const count = lastText[slot] === text ? occurrences[slot]! + 1 : 1;
        lastText[slot] = text;
        occurrences[slot] = count;
        if (count <= limit[slot]!) matches[i - start]!++;
        ngram = slot;
      }
    }
    return matches;
  }

  return (references) => {
    let ngramBound = 0;
    for (const reference of references) ngramBound += reference.length * maxOrder;
    // At most half full, so that probe sequences stay short.
    const slots = powerOfTwoAtLeast(2 * ngramBound);
    if (slots > table.owner.length) table = createTable(slots);
    mask = slots - 1;
    segment++;
    for (const reference of references) addReference(reference);
    return match;
  };
}

/** One entry per slot; a slot is live where `owner` holds the number of the current segment. */
function createTable(slots: number) {
  return {
    owner: new Int32Array(slots),
    prefix: new Int32Array(slots),
    symbol: new Int32Array(slots),
    /** How often the n-gram occurs in the reference where it is most frequent. */
    limit: new Int32Array(slots),
    /** How often the text `lastText`, the last to have the n-gram, has it so far. */
    occurrences: new Int32Array(slots),
    lastText: new Int32Array(slots),
  };
}

/** Multiplicative hashing with odd constants (Knuth, The Art of Computer Programming 3, 6.4). */
function hash(prefix: number, symbol: number): number {
  const mixed = Math.imul(prefix, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function powerOfTwoAtLeast(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(count, LEAST_SLOTS)));
}

/** How many n-grams of order `n` a sequence of `length` symbols has. */
export function ngramTotal(length: number, n: number): number {
  return Math.max(0, length - n + 1);
}
