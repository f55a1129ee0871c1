import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError, parseSgml } from 'sacrebleu-ts';
import type { DatasetConfig, TextReference } from '../../config/dataset-config.ts';
import { UserError } from '../../platform/errors.ts';
import { fileChecksum } from '../../platform/file-checksum.ts';
import { pairUp, perSplit, type SentencePair, type Split } from '../corpus.ts';
import { fileSize, mismatch } from '../download/file-checks.ts';
import { existingFile, readLines } from '../text-files.ts';
import type { Manifest } from './manifest.ts';
import { unpackMembers } from './unpack.ts';

/** A text that can be read, and what messages and the manifest call it. */
export type Text = { readonly path: string; readonly name: string };

type Pair<Side> = { readonly source: Side; readonly target: Side };

export type TextPair = Pair<Text>;

/** Where a text is: in a file or, where a member is named, in an archive. */
type Origin = Text & { readonly member?: string | undefined };

/** The texts of a data set. The names of a folder's files may end with `.gz`. */
function originsOf({ input, languages }: DatasetConfig): Record<Split, readonly Pair<Origin>[]> {
  if (input.kind === 'folder') {
    const { folder, files } = input;
    const text = (split: Split, language: string): Origin => {
      const name = join(folder, `${files[split]}.${language}`);
      const path = existingFile(name, 'check dataset.input in the configuration');
      return { path, name: basename(path) };
    };
    return perSplit((split) => [
      { source: text(split, languages.source), target: text(split, languages.target) },
    ]);
  }
  const { folder, splits } = input;
  const text = ({ file, member }: TextReference): Origin => ({
    path: join(folder, file),
    member,
    name: member === undefined ? file : `${file}: ${member}`,
  });
  return perSplit((split) =>
    splits[split].map(({ source, target }) => ({ source: text(source), target: text(target) })),
  );
}

/** All texts of a data set. */
const everyOrigin = (config: DatasetConfig): Origin[] =>
  Object.values(originsOf(config))
    .flat()
    .flatMap(({ source, target }) => [source, target]);

/** The files of a data set as the manifest lists them, each of them checked. */
export async function checkInputs(config: DatasetConfig): Promise<Manifest['inputs']> {
  const { input } = config;
  const inputs: Manifest['inputs'] = [];
  if (input.kind === 'folder') {
    for (const { path, name } of everyOrigin(config)) {
      const bytes = (await fileSize(path))!;
      inputs.push({ file: name, bytes, sha256: await fileChecksum(path, 'sha256') });
    }
    return inputs;
  }
  for (const [file, expected] of Object.entries(input.files)) {
    const path = join(input.folder, file);
    const remedy = 'download it with `sublinear data download`';
    if (!existsSync(path)) throw new UserError(`${path} is not there; ${remedy}`);
    const wrong = await mismatch(path, expected);
    if (wrong !== undefined) {
      throw new UserError(`${path} is not the file expected: ${wrong}; ${remedy}`);
    }
    const sha256 = expected.sha256 ?? (await fileChecksum(path, 'sha256'));
    inputs.push({ file, bytes: (await fileSize(path))!, sha256 });
  }
  return inputs;
}

/** The names of the training texts, in their order. Opens nothing. */
export function trainingTextNames(config: DatasetConfig): Pair<string>[] {
  const { train } = originsOf(config);
  return train.map(({ source, target }) => ({ source: source.name, target: target.name }));
}

/** Unpacks what is in archives into `folder`, and says where each text is. */
export async function openTexts(
  config: DatasetConfig,
  folder: string,
): Promise<Record<Split, readonly TextPair[]>> {
  const members = new Map<string, string[]>();
  for (const { path, member } of everyOrigin(config)) {
    if (member !== undefined) members.set(path, [...(members.get(path) ?? []), member]);
  }
  const unpacked = new Map<string, Map<string, string>>();
  for (const [archive, names] of members) {
    unpacked.set(archive, await unpackMembers(archive, names, join(folder, basename(archive))));
  }
  const text = ({ path, member, name }: Origin): Text => ({
    path: member === undefined ? path : unpacked.get(path)!.get(member)!,
    name,
  });
  const origins = originsOf(config);
  return perSplit((split) =>
    origins[split].map(({ source, target }) => ({ source: text(source), target: text(target) })),
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

/** The pairs of a development or test set, whole; `.sgm` files are WMT's. */
export async function readHeldOut(pairs: readonly TextPair[]): Promise<SentencePair[]> {
  const side = async (text: Text) => ({
    name: text.name,
    sentences: await (text.path.endsWith('.sgm') ? readSgml(text) : readLines(text.path)),
  });
  const all: SentencePair[] = [];
  for (const { source, target } of pairs) {
    for (const pair of pairUp(await side(source), await side(target), 'sentence')) all.push(pair);
  }
  return all;
}
