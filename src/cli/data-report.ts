import { markdownTable } from 'markdown-table';
import { DROP_REASONS, type DropReason } from '../data/prepare/filter.ts';
import type { Manifest } from '../data/prepare/manifest.ts';
import type { Inspection } from '../data/shards/inspect.ts';
import { formatBytes } from './data-progress.ts';

const REASONS: Readonly<Record<DropReason, string>> = {
  empty: 'empty',
  tooLong: 'too long',
  lengthRatio: 'length ratio',
  heldOut: 'in dev or test',
};

const percent = (part: number) => `${(100 * part).toFixed(1)}%`;

function table(rows: readonly (readonly (string | number)[])[]): string {
  const [head, ...body] = rows.map((row) => row.map(String));
  const align = head!.map((_, i) => (i === 0 ? 'l' : 'r'));
  return markdownTable([head!, ...body], { align });
}

/** What was read, kept and dropped, and what was made of it. */
export function preparedReport(folder: string, manifest: Manifest): string {
  const { train, dev, test, vocabulary, shards } = manifest;
  const bytes = shards.reduce((total, shard) => total + shard.bytes, 0);
  const texts = train.texts.map(({ source, read, kept, dropped }) => [
    source,
    read,
    kept,
    ...DROP_REASONS.map((reason) => dropped[reason] ?? 0),
  ]);
  return [
    `${manifest.name}: ${train.pairs} training pairs, ${dev.pairs} dev, ${test.pairs} test`,
    '',
    table([['text', 'read', 'kept', ...DROP_REASONS.map((reason) => REASONS[reason])], ...texts]),
    '',
    `tokens      ${train.sourceTokens} source, ${train.targetTokens} target`,
    `vocabulary  ${vocabulary.size} subwords, sha256 ${vocabulary.checksum}`,
    `train       sha256 ${train.checksum}`,
    `shards      ${shards.length}, ${formatBytes(bytes)}`,
    `folder      ${folder}`,
  ].join('\n');
}

/** What prepared data is, and how its batches are filled. */
export function inspectionReport(inspection: Inspection): string {
  const { manifest, shapes, best } = inspection;
  const rows = shapes.map(({ length, rows: ofBatch, pairs, batches }) => [
    length,
    ofBatch,
    pairs,
    batches,
  ]);
  return [
    preparedReport(inspection.folder, manifest),
    '',
    table([['rows padded to', 'sentences a batch', 'pairs', 'batches'], ...rows]),
    '',
    `batches     ${inspection.batchesPerEpoch} an epoch, ${percent(inspection.padding)} padding`,
    `too long    ${inspection.tooLong} pairs`,
    ...(best === undefined
      ? []
      : [`best        lengths: [${best.lengths.join(', ')}], ${percent(best.padding)} padding`]),
    inspection.verified
      ? 'verified    every shard has the checksum that the manifest lists'
      : 'verified    no; --verify reads every shard',
  ].join('\n');
}
