// `node --import tsx encode-file.ts MODEL TEXT OUTPUT words|whole`: what spm_encode does, with ours.

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { SentencePieceProcessor } from 'sentencepiece-js';
import { loadVocabulary } from '../src/data/vocabulary.ts';

const [model, text, output, how] = process.argv.slice(2) as [string, string, string, string];

async function encoder(): Promise<(line: string) => number[]> {
  if (how === 'words') return (await loadVocabulary(model)).encode;
  const processor = new SentencePieceProcessor();
  await processor.load(model);
  return (line) => processor.encodeIds(line);
}

const encode = await encoder();
const file = createWriteStream(output);
for await (const line of createInterface({ input: createReadStream(text), crlfDelay: 0 })) {
  if (!file.write(`${encode(line).join(' ')}\n`)) await once(file, 'drain');
}
file.end();
await once(file, 'finish');
