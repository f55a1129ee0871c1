import type { Option } from './argparse.ts';

const VALUES = { none: '', one: ' X', any: ' [X ...]', some: ' X [X ...]' } as const;

/** The help text: a usage line, then the options under their headings. */
export function formatHelp(options: readonly Option<unknown>[]): string {
  const listed = options.filter(({ group }) => group !== '');
  const left = ({ flags, arity }: Option<unknown>) => `  ${flags.join(', ')}${VALUES[arity]}`;
  const width = Math.max(...listed.map((option) => left(option).length));
  const groups = [...new Set(listed.map(({ group }) => group))].map((group) =>
    [
      `${group}:`,
      ...listed
        .filter((option) => option.group === group)
        .map((option) => `${left(option).padEnd(width)}  ${option.help}`),
    ].join('\n'),
  );
  return [
    'sacrebleu-ts REF [REF ...] -i HYP [HYP ...]',
    'BLEU, chrF and TER as sacreBLEU computes them. Options may be shortened as long as one fits.',
    ...groups,
    'Example:\n  sacrebleu-ts ref.de -i baseline.de better.de -m bleu chrf --paired-bs --format text',
  ].join('\n\n');
}
