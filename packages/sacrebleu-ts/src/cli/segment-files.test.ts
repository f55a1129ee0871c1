import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readVectors } from '../../test/vectors.ts';
import { type FileRole, readSegmentFile } from './segment-files.ts';

interface TestSetVectors {
  readonly sgml: { readonly segments: readonly string[] };
  readonly xml: Readonly<Record<string, readonly string[]>>;
}

const vectors = readVectors<TestSetVectors>('test-sets');
const samples = fileURLToPath(new URL('../../vectors/samples/', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sacrebleu-ts-'));
  const sgml = readFileSync(join(samples, 'sample-ref.de.sgm'));
  writeFileSync(join(folder, 'ref.sgm'), sgml);
  writeFileSync(join(folder, 'ref.sgml.gz'), gzipSync(sgml));
  copyFileSync(join(samples, 'sample.en-de.xml'), join(folder, 'set.xml'));
  writeFileSync(join(folder, 'set.xml.gz'), gzipSync(readFileSync(join(folder, 'set.xml'))));
  writeFileSync(join(folder, 'plain'), '<seg id="1">no markup</seg>\n');
  writeFileSync(join(folder, 'plain.sgm'), 'no markup\n');
  writeFileSync(join(folder, 'broken.xml'), '<dataset>');
  writeFileSync(
    join(folder, 'only-references.xml'),
    '<dataset><doc id="d" origlang="en"><src lang="en"><seg id="1">one</seg></src>' +
      '<ref lang="de"><seg id="1">eins</seg></ref></doc></dataset>',
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

async function read(name: string, role: FileRole): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of readSegmentFile(join(folder, name), role)) lines.push(...batch);
  return lines;
}

it.each<[string, FileRole, readonly string[]]>([
  ['ref.sgm', 'reference', vectors.sgml.segments],
  ['ref.sgml.gz', 'system', vectors.sgml.segments],
  ['set.xml:B', 'reference', vectors.xml['ref:B']!],
  ['set.xml.gz:A', 'reference', vectors.xml['ref:A']!],
  ['set.xml', 'system', vectors.xml['baseline "0"']!],
  ['set.xml:baseline "0"', 'system', vectors.xml['baseline "0"']!],
  ['only-references.xml', 'reference', ['eins']],
  ['plain', 'reference', ['<seg id="1">no markup</seg>']],
])('takes from %s as %s what sacreBLEU takes', async (name, role, segments) => {
  expect(await read(name, role)).toEqual(segments);
});

it.each<[string, FileRole, RegExp]>([
  ['set.xml', 'reference', /set\.xml: The file holds 2 references; choose one of .*set\.xml:A, /],
  ['set.xml:C', 'reference', /holds no reference 'C'; choose one of .*set\.xml:A, .*set\.xml:B\./],
  ['only-references.xml', 'system', /only-references\.xml: The file holds no system\./],
  ['plain.sgm', 'reference', /plain\.sgm: There are no segments; expected lines/],
  ['broken.xml', 'reference', /broken\.xml: <dataset> is never closed/],
  ['missing.xml:A', 'reference', /Cannot read .*missing\.xml: ENOENT/],
])('refuses %s as %s', async (name, role, message) => {
  await expect(read(name, role)).rejects.toThrow(message);
});
