import type { SizedOptimizer, SizeTable } from '../../experiment/state-sizes.ts';
import { alignedTable } from '../aligned-table.ts';
import { whole } from './text.ts';

const HEADER = [
  'row',
  'optimiser',
  'parameters',
  'state: elements',
  'state: bytes',
  'bytes a parameter',
];

/** Enough digits for the smallest state to show beside the largest. */
function perParameter({ parameters, state }: SizedOptimizer): string {
  const bytes = state.bytes / parameters.elements;
  return bytes === 0 ? '0' : bytes >= 0.1 ? bytes.toFixed(2) : bytes.toPrecision(2);
}

function tableRow(optimizer: SizedOptimizer): string[] {
  const { row, label, parameters, state } = optimizer;
  return [
    row,
    label,
    whole(parameters.elements),
    whole(state.elements),
    whole(state.bytes),
    perParameter(optimizer),
  ];
}

function section({ size, model, vocabulary, optimizers }: SizeTable): string {
  const withRows = optimizers.some(({ row }) => row !== '');
  const columns = (cells: string[]) => (withRows ? cells : cells.slice(1));
  const table = alignedTable(
    columns(HEADER),
    optimizers.map((optimizer) => columns(tableRow(optimizer))),
    withRows ? 'llrrrr' : 'lrrrr',
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
