import type { SizedOptimizer, SizeTable } from '../../experiment/state-sizes.ts';
import { alignedTable } from '../aligned-table.ts';
import { whole } from './text.ts';

/** Enough digits for the smallest state to show beside the largest. */
function perParameter({ parameters, state }: SizedOptimizer): string {
  const bytes = state.bytes / parameters.elements;
  return bytes === 0 ? '0' : bytes >= 0.1 ? bytes.toFixed(2) : bytes.toPrecision(2);
}

const COLUMNS: readonly (readonly [title: string, text: (optimizer: SizedOptimizer) => string])[] =
  [
    ['row', ({ row }) => row],
    ['optimiser', ({ label }) => label],
    ['parameters', ({ parameters }) => whole(parameters.elements)],
    ['state: elements', ({ state }) => whole(state.elements)],
    ['state: bytes', ({ state }) => whole(state.bytes)],
    ['bytes a parameter', perParameter],
  ];

function section({ size, model, vocabulary, optimizers }: SizeTable): string {
  const columns = optimizers.some(({ row }) => row !== '') ? COLUMNS : COLUMNS.slice(1);
  const table = alignedTable(
    columns.map(([title]) => title),
    optimizers.map((optimizer) => columns.map(([, text]) => text(optimizer))),
    'llrrrr'.slice(-columns.length),
  );
  return [
    `${size}: d ${model.dModel}, feed-forward ${model.dFeedForward}, ${model.heads} heads, ` +
      `${model.encoderLayers}+${model.decoderLayers} layers, ${whole(vocabulary)} subwords`,
    table,
  ].join('\n\n');
}

/** What optimisers keep from step to step, as Markdown: a table for each size of model. */
export function markdownStateSizes(tables: readonly SizeTable[]): string {
  return tables.map(section).join('\n\n');
}
