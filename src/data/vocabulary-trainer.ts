import { execFile } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { cacheFolder } from '../platform/cache-folder.ts';
import { UserError } from '../platform/errors.ts';
import { withLease } from '../platform/lease.ts';
import { withTemporaryFolder } from '../platform/temporary-folder.ts';

/** One release, so that the same text gives the same vocabulary everywhere. */
const RELEASE = 'sentencepiece==0.2.1';

/** Names without a folder: they end up inside the model file. */
const TEXT = 'text.txt';
const PREFIX = 'vocabulary';

/** <pad>, <unk>, <s> and </s>. */
const CONTROL_SYMBOLS = 4;

/** The trainer leaves longer lines out: the default of its `max_sentence_length`. */
const MAX_LINE_BYTES = 4192;

/** About how much text is written to a file at a time, in UTF-16 units. */
const WRITTEN_LENGTH = 1 << 20;

type VocabularyOptions = {
  /** Number of subwords, control symbols included. */
  readonly size: number;
  /** Part of the text's characters that get a subword of their own; 1, all of them, unless given. */
  readonly characterCoverage?: number;
};

const execute = promisify(execFile);

/** The flags of sentencepiece's trainer: joint BPE with the four control symbols first. */
function trainerFlags({ size, characterCoverage = 1 }: VocabularyOptions): string[] {
  return [
    `--input=${TEXT}`,
    `--model_prefix=${PREFIX}`,
    '--model_type=bpe',
    `--vocab_size=${size}`,
    `--character_coverage=${characterCoverage}`,
    '--pad_id=0',
    '--unk_id=1',
    '--bos_id=2',
    '--eos_id=3',
    // One thread: the result must not depend on the machine.
    '--num_threads=1',
    '--minloglevel=1',
  ];
}

/** A Python that has the trainer, in an environment of its own in the cache. */
async function trainerPython(): Promise<string> {
  const cache = cacheFolder();
  const folder = join(cache, RELEASE.replace('==', '-'));
  const python = join(folder, 'bin', 'python');
  const marker = join(folder, 'complete');
  if (existsSync(marker)) return python;
  const onWait = () => console.error(`waiting for another process that installs into ${cache}`);
  return withLease(cache, onWait, async () => {
    if (existsSync(marker)) return python;
    console.error(`Installing ${RELEASE} into ${folder} (once) ...`);
    try {
      rmSync(folder, { recursive: true, force: true });
      await execute('python3', ['-m', 'venv', folder]);
      await execute(python, ['-m', 'pip', 'install', '--quiet', RELEASE]);
    } catch (error) {
      throw new UserError(
        `the sentencepiece trainer cannot be installed with pip (${(error as Error).message}); ` +
          "install it yourself (Debian's package `sentencepiece` brings `spm_train`) and run " +
          `\`spm_train ${trainerFlags({ size: 4000 }).join(' ')}\`, with your size`,
      );
    }
    writeFileSync(marker, '');
    return python;
  });
}

/** What the trainer says, and what that means to somebody who gave it a text and a size. */
const EXPLANATIONS: readonly (readonly [RegExp, (found: readonly string[]) => string])[] = [
  [
    /!sentences_\.empty\(\)/,
    () =>
      `no line of the text can be used: lines that are blank, or longer than ${MAX_LINE_BYTES} ` +
      'bytes, are left out; give one sentence a line',
  ],
  [
    /Vocabulary size is smaller than required_chars\. \d+ vs (\d+)/,
    ([, needed]) =>
      `every character of the text gets a subword, and so do ${CONTROL_SYMBOLS} control symbols; ` +
      `ask for at least ${needed}, or let the rarest characters go ` +
      '(dataset.vocabulary.characterCoverage of `sublinear data prepare`)',
  ],
  [
    /(Vocabulary size too high \(\d+\)).*value <= (\d+)/,
    ([, reason, most]) => `the text gives at most ${most}; ask for fewer (${reason})`,
  ],
];

/** The last line that the trainer said, in words for the user where they are known. */
function explain(said: string): string {
  for (const [pattern, words] of EXPLANATIONS) {
    const found = pattern.exec(said);
    if (found !== null) return words(found);
  }
  return said;
}

function requireSize(size: number): void {
  if (Number.isSafeInteger(size) && size > CONTROL_SYMBOLS) return;
  throw new UserError(
    `the size of a vocabulary is ${size}; expected a whole number over ${CONTROL_SYMBOLS}, as ` +
      `${CONTROL_SYMBOLS} subwords are control symbols`,
  );
}

/**
 * Trains a joint BPE vocabulary with sentencepiece's own trainer on the text file `text`, one
 * sentence a line, and writes the model to `path`.
 *
 * @throws UserError where the text does not give so many subwords, or `path` cannot be written
 */
export async function trainVocabularyOnFile(
  text: string,
  path: string,
  options: VocabularyOptions,
): Promise<void> {
  requireSize(options.size);
  const python = await trainerPython();
  const code = 'import sys, sentencepiece; sentencepiece.SentencePieceTrainer.Train(sys.argv[1])';
  await withTemporaryFolder(async (folder) => {
    symlinkSync(resolve(text), join(folder, TEXT));
    try {
      await execute(python, ['-c', code, trainerFlags(options).join(' ')], { cwd: folder });
    } catch (error) {
      const detail = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
      throw new UserError(
        `sentencepiece could not train ${options.size} subwords: ` +
          explain(detail || (error as Error).message),
      );
    }
    writeWholeFile(path, [readFileSync(join(folder, `${PREFIX}.model`))]);
  });
}

/** A text of any size, a sentence a line, many lines at a time. */
function* blocksOf(sentences: Iterable<string>): Generator<string> {
  let text = '';
  for (const sentence of sentences) {
    text += `${sentence}\n`;
    if (text.length < WRITTEN_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** Like `trainVocabularyOnFile`, on `sentences`. */
export async function trainVocabulary(
  sentences: Iterable<string>,
  path: string,
  options: VocabularyOptions,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const text = join(folder, TEXT);
    await pipeline(blocksOf(sentences), createWriteStream(text));
    await trainVocabularyOnFile(text, path, options);
  });
}
