import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { cacheFolder } from '../backend/cache-folder.ts';
import { UserError } from '../errors.ts';

/** One release, so that the same text gives the same vocabulary everywhere. */
const RELEASE = 'sentencepiece==0.2.1';

/** Names without a folder: they end up inside the model file. */
const TEXT = 'text.txt';
const PREFIX = 'vocabulary';

export type VocabularyOptions = {
  /** Number of subwords, control symbols included. */
  readonly size: number;
};

/** The flags of sentencepiece's trainer: joint BPE with the four control symbols first. */
function trainerFlags({ size }: VocabularyOptions): string[] {
  return [
    `--input=${TEXT}`,
    `--model_prefix=${PREFIX}`,
    '--model_type=bpe',
    `--vocab_size=${size}`,
    '--character_coverage=1.0',
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
function trainerPython(): string {
  const folder = join(cacheFolder(), RELEASE.replace('==', '-'));
  const python = join(folder, 'bin', 'python');
  const marker = join(folder, 'complete');
  if (existsSync(marker)) return python;
  console.error(`Installing ${RELEASE} into ${folder} (once) ...`);
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', RELEASE], { stdio: 'pipe' });
  } catch (error) {
    throw new UserError(
      `the sentencepiece trainer cannot be installed with pip (${(error as Error).message}); ` +
        "install it yourself (Debian's package `sentencepiece` brings `spm_train`) and run " +
        `\`spm_train ${trainerFlags({ size: 4000 }).join(' ')}\`, with your size`,
    );
  }
  writeFileSync(marker, '');
  return python;
}

/**
 * Trains a joint BPE vocabulary on `sentences` with sentencepiece's own trainer and writes the
 * model to `path`.
 */
export function trainVocabulary(
  sentences: readonly string[],
  path: string,
  options: VocabularyOptions,
): void {
  const python = trainerPython();
  const folder = mkdtempSync(join(tmpdir(), 'sublinear-vocabulary-'));
  try {
    writeFileSync(join(folder, TEXT), `${sentences.join('\n')}\n`);
    const code = 'import sys, sentencepiece; sentencepiece.SentencePieceTrainer.Train(sys.argv[1])';
    execFileSync(python, ['-c', code, trainerFlags(options).join(' ')], {
      cwd: folder,
      stdio: 'pipe',
    });
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic.sync(path, readFileSync(join(folder, `${PREFIX}.model`)));
  } catch (error) {
    const detail = (error as { stderr?: Buffer }).stderr?.toString().trim().split('\n').at(-1);
    throw new UserError(
      `sentencepiece could not train ${options.size} subwords: ${detail ?? (error as Error).message}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
