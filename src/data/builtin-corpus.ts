import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { fileError } from '../platform/file-errors.ts';

/** Made by packages/toy-corpus: a pair a line, source, tab, target; the splits one after the other. */
const FILE = join(checkoutFolder, 'configs/data/builtin.tsv.gz');

/** Of the text, however it is compressed. */
const SHA256 = 'bf5c6c58947d2c5d09058c4b34c7e31644dd1f69ab3509bcb6c4f70fa91fa155';

const PAIRS = { train: 20_000, dev: 500 };

function storedText(): string {
  let text: Buffer;
  try {
    text = gunzipSync(readFileSync(FILE));
  } catch (error) {
    const refused = fileError(error, FILE, 'read');
    if (refused instanceof UserError) throw refused;
    throw damaged((error as Error).message);
  }
  const sha256 = createHash('sha256').update(text).digest('hex');
  if (sha256 !== SHA256) throw damaged(`its text has the sha256 ${sha256}, expected ${SHA256}`);
  return text.toString('utf8');
}

function damaged(reason: string): UserError {
  return new UserError(
    `${FILE} is damaged: ${reason}; get it back with \`git checkout configs/data/builtin.tsv.gz\``,
  );
}

type Pair = { readonly source: string; readonly target: string };

function parsePair(line: string): Pair {
  const tab = line.indexOf('\t');
  return { source: line.slice(0, tab), target: line.slice(tab + 1) };
}

/**
 * The corpus that ships with the project: 20,000, 500 and 500 generated sentences in English and
 * German. No sentence of either language occurs twice.
 *
 * @throws UserError where the file is missing or not as it was committed
 */
export function builtinCorpus(): Record<'train' | 'dev' | 'test', Pair[]> {
  const lines = storedText().split('\n');
  lines.pop();
  const pairs = lines.map(parsePair);
  const devStart = PAIRS.train;
  const testStart = devStart + PAIRS.dev;
  return {
    train: pairs.slice(0, devStart),
    dev: pairs.slice(devStart, testStart),
    test: pairs.slice(testStart),
  };
}
