import prettyBytes from 'pretty-bytes';
import { DROP_REASONS, type DropReason } from '../data/prepare/filter.ts';
import type { Manifest } from '../data/prepare/manifest.ts';
import type { Inspection } from '../data/shards/inspect.ts';
import { alignedTable } from '../report/aligned-table.ts';

const REASONS: Readonly<Record<DropReason, string>> = {
  empty: 'empty',
  tooLong: 'too long',
  lengthRatio: 'length ratio',
  heldOut: 'in dev or test',
};

const percent = (part: number) => `${(100 * part).toFixed(1)}%`;

/** What was read, kept and dropped, and what was made of it. */
export function preparedReport(folder: string, manifest: Manifest): string {
  const { train, dev, test, vocabulary, shards } = manifest;
  const bytes = shards.reduce((total, shard) => total + shard.bytes, 0);
  const header = ['text', 'read', 'kept', ...DROP_REASONS.map((reason) => REASONS[reason])];
  const texts = train.texts.map(({ source, read, kept, dropped }) => [
    source,
    ...[read, kept, ...DROP_REASONS.map((reason) => dropped[reason] ?? 0)].map(String),
  ]);
  return [
    `${manifest.name}: ${train.pairs} training pairs, ${dev.pairs} dev, ${test.pairs} test`,
    '',
    alignedTable(header, texts, `l${'r'.repeat(header.length - 1)}`),
    '',
    `tokens      ${train.sourceTokens} source, ${train.targetTokens} target`,
    `vocabulary  ${vocabulary.size} subwords, sha256 ${vocabulary.checksum}`,
    `train       sha256 ${train.checksum}`,
    `shards      ${shards.length}, ${prettyBytes(bytes)}`,
    `folder      ${folder}`,
  ].join('\n');
}

/** What prepared data is, and how its batches are filled. */
export function inspectionReport(inspection: Inspection): string {
  const { manifest, shapes, best } = inspection;
  const rows = shapes.map(({ length, rows: ofBatch, pairs, batches }) =>
    [length, ofBatch, pairs, batches].map(String),
  );
  return [
    preparedReport(inspection.folder, manifest),
    '',
    alignedTable(['rows padded to', 'sentences a batch', 'pairs', 'batches'], rows, 'lrrr'),
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
