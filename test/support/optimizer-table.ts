/*
 * The table of docs/optimisers.md. `node --import tsx test/support/optimizer-table.ts` prints it.
 */
import { NAMED } from 'sublinear-optim';
import { stateSizes } from '../../src/experiment/state-sizes.ts';

const megabytes = (bytes: number): string => {
  const amount = bytes / 1e6;
  return amount < 10 ? amount.toFixed(1) : amount.toFixed(0);
};

/** An option with its default, as TypeScript writes it. */
function withDefault([option, value]: readonly [string, unknown]): string {
  const text = JSON.stringify(value)
    .replaceAll(/"(\w+)":/g, ' $1: ')
    .replaceAll('"', "'")
    .replaceAll('}', ' }')
    .replaceAll(',', ', ');
  return `\`${option}: ${text}\``;
}

/** Every named optimiser with its defaults, and what it keeps for `base`, in MB of 10^6 bytes. */
export function optimizerTable(): string {
  const { optimizers } = stateSizes(undefined, { sizes: ['base'], overrides: [] })[0]!;
  const rows = Object.entries(NAMED).map(([name, { defaults }]) => {
    const { state, parameters } = optimizers.find(({ label }) => label === name)!;
    const share = state.bytes / parameters.elements;
    return [
      `\`${name}\``,
      Object.entries(defaults).map(withDefault).join(', '),
      megabytes(state.bytes),
      share.toFixed(share < 0.1 ? 3 : 2),
    ];
  });
  const header = ['optimiser', 'defaults', 'state for `base`, MB', 'bytes a parameter'];
  const lines = [header, ['---', '---', '--:', '--:'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

if (process.argv[1] === import.meta.filename) console.log(optimizerTable());
