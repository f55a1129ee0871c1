/** Numbers words from 0 in the order of their first appearance since the last reset. */
export interface WordNumbering {
  number(words: readonly string[]): number[];
  reset(): void;
}

export function createWordNumbering(): WordNumbering {
  const numbers = new Map<string, number>();
  return {
    number: (words) =>
      words.map((word) => {
        const known = numbers.get(word);
        if (known !== undefined) return known;
        numbers.set(word, numbers.size);
        return numbers.size - 1;
      }),
    reset: () => numbers.clear(),
  };
}
