import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError, parseSgml } from 'sacrebleu-ts';
import type { DatasetConfig, DatasetInput, TextReference } from '../../config/dataset-config.ts';
import { UserError } from '../../platform/errors.ts';
import { pairUp, type SentencePair, type Split } from '../corpus.ts';
import { fileChecksum, fileSize, mismatch } from '../download/file-checks.ts';
import { existingFile, readLines } from '../text-files.ts';
import { unpackMembers } from './unpack.ts';

/** A text that can be read, and what messages and the manifest call it. */
export type Text = { readonly path: string; readonly name: string };

export type TextPair = { readonly source: Text; readonly target: Text };

export type Texts = Readonly<Record<Split, readonly TextPair[]>>;

/** A file as the manifest lists it. */
export type InputFile = { readonly file: string; readonly bytes: number; readonly sha256: string };

type Downloads = Extract<DatasetInput, { kind: 'downloads' }>;
type Folder = Extract<DatasetInput, { kind: 'folder' }>;

const SPLITS: readonly Split[] = ['train', 'dev', 'test'];

function perSplit<T>(make: (split: Split) => T): Record<Split, T> {
  return { train: make('train'), dev: make('dev'), test: make('test') };
}

/** The texts of a folder; `.gz` may follow their names. */
function folderTexts({ folder, files }: Folder, languages: DatasetConfig['languages']): Texts {
  const text = (split: Split, language: string) => {
    const path = existingFile(join(folder, `${files[split]}.${language}`));
    return { path, name: basename(path) };
  };
  return perSplit((split) => [
    { source: text(split, languages.source), target: text(split, languages.target) },
  ]);
}

async function requireDownloads({ folder, files }: Downloads): Promise<InputFile[]> {
  const inputs: InputFile[] = [];
  for (const [file, expected] of Object.entries(files)) {
    const path = join(folder, file);
    const remedy = 'download it with `sublinear data download`';
    if (!existsSync(path)) throw new UserError(`${path} is not there; ${remedy}`);
    const wrong = await mismatch(path, expected);
    if (wrong !== undefined)
      throw new UserError(`${path} is not the file expected: ${wrong}; ${remedy}`);
    const sha256 = expected.sha256 ?? (await fileChecksum(path, 'sha256'));
    inputs.push({ file, bytes: (await fileSize(path))!, sha256 });
  }
  return inputs;
}

/** The files of a data set, each of them checked. */
export async function checkInputs(config: DatasetConfig): Promise<InputFile[]> {
  const { input, languages } = config;
  if (input.kind === 'downloads') return requireDownloads(input);
  const texts = folderTexts(input, languages);
  const inputs: InputFile[] = [];
  for (const { path, name } of SPLITS.flatMap((split) => texts[split]).flatMap((pair) => [
    pair.source,
    pair.target,
  ])) {
    const bytes = (await fileSize(path))!;
    inputs.push({ file: name, bytes, sha256: await fileChecksum(path, 'sha256') });
  }
  return inputs;
}

/** What messages and the manifest call a downloaded text. */
function textName({ file, member }: TextReference): string {
  return member === undefined ? file : `${file}: ${member}`;
}

/** The names of the training texts, in their order. Opens nothing. */
export function trainingTextNames({
  input,
  languages,
}: DatasetConfig): { source: string; target: string }[] {
  if (input.kind === 'folder') {
    const [{ source, target }] = folderTexts(input, languages).train as [TextPair];
    return [{ source: source.name, target: target.name }];
  }
  return input.splits.train.map(({ source, target }) => ({
    source: textName(source),
    target: textName(target),
  }));
}

/** Unpacks what is in archives into `folder`, and says where each text is. */
export async function openTexts(config: DatasetConfig, folder: string): Promise<Texts> {
  const { input, languages } = config;
  if (input.kind === 'folder') return folderTexts(input, languages);
  const references = SPLITS.flatMap((split) => input.splits[split]).flatMap((pair) => [
    pair.source,
    pair.target,
  ]);
  const members = new Map<string, string[]>();
  for (const { file, member } of references) {
    if (member !== undefined) members.set(file, [...(members.get(file) ?? []), member]);
  }
  const unpacked = new Map<string, Map<string, string>>();
  for (const [file, names] of members) {
    const archive = join(input.folder, file);
    unpacked.set(file, await unpackMembers(archive, names, join(folder, file)));
  }
  const text = (reference: TextReference): Text => {
    const { file, member } = reference;
    const path = member === undefined ? join(input.folder, file) : unpacked.get(file)!.get(member)!;
    return { path, name: textName(reference) };
  };
  return perSplit((split) =>
    input.splits[split].map(({ source, target }) => ({
      source: text(source),
      target: text(target),
    })),
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

async function readSgml({ path, name }: Text): Promise<string[]> {
  const text = (await readLines(path)).join('\n');
  try {
    const { segments } = parseSgml(text);
    // Training text has characters where these files have entities.
    return segments.map((segment) =>
      segment.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => ENTITIES[entity]!),
    );
  } catch (error) {
    if (error instanceof InputError) throw new UserError(`${name}: ${error.message}`);
    throw error;
  }
}

function readText(text: Text): Promise<string[]> {
  return text.path.endsWith('.sgm') ? readSgml(text) : readLines(text.path);
}

/** The pairs of a development or test set, whole; `.sgm` files are WMT's. */
export async function readHeldOut(pairs: readonly TextPair[]): Promise<SentencePair[]> {
  const all: SentencePair[] = [];
  for (const { source, target } of pairs) {
    const found = pairUp(
      { name: source.name, sentences: await readText(source) },
      { name: target.name, sentences: await readText(target) },
      'sentence',
    );
    for (const pair of found) all.push(pair);
  }
  return all;
}
