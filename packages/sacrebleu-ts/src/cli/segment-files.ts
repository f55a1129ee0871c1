import { InputError } from '../input-error.ts';
import { parseSgml } from '../test-sets/sgml.ts';
import { parseWmtXml } from '../test-sets/wmt-xml.ts';
import { readLines, UTF_8 } from './lines.ts';

/** What the command takes a file for: a reference or the output of a system. */
export type FileRole = 'reference' | 'system';

/** The name of an XML file, compressed or not, and behind a colon which version of the text to take. */
const XML_NAME = /^(?<path>.*\.xml(?:\.gz)?)(?::(?<version>.*))?$/s;

/**
 * The segments of a file in batches. The name says how it is read: `.sgm` and `.sgml` as SGML,
 * `.xml` as a test set of WMT 2021 or later, each as a whole; anything else line by line. With
 * `.gz` behind it the file is decompressed. Of an XML file that holds several references or systems,
 * `FILE.xml:NAME` picks one.
 * @throws InputError on a file that cannot be read, is not of this encoding or holds no such text
 */
export async function* readSegmentFile(
  name: string,
  role: FileRole,
  encoding = UTF_8,
): AsyncGenerator<readonly string[]> {
  const xml = XML_NAME.exec(name)?.groups;
  if (xml) {
    const text = await readText(xml.path!, encoding);
    yield explainErrors(xml.path!, () => chooseVersion(text, xml.path!, xml.version, role));
  } else if (/\.sgml?(\.gz)?$/.test(name)) {
    const text = await readText(name, encoding);
    yield explainErrors(name, () => readSgml(text));
  } else {
    yield* readLines(name, encoding);
  }
}

async function readText(path: string, encoding: string): Promise<string> {
  const batches: string[] = [];
  for await (const batch of readLines(path, encoding)) batches.push(batch.join('\n'));
  return batches.join('\n');
}

/** The readers do not know which file their text is from. */
function explainErrors<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${path}: ${error.message}`);
    throw error;
  }
}

function readSgml(text: string): readonly string[] {
  const { segments } = parseSgml(text);
  if (segments.length === 0) {
    throw new InputError('There are no segments; expected lines that start with <seg .');
  }
  return segments;
}

function chooseVersion(
  text: string,
  path: string,
  version: string | undefined,
  role: FileRole,
): readonly string[] {
  const testSet = parseWmtXml(text);
  const versions = role === 'reference' ? testSet.references : testSet.systems;
  const names = [...versions.keys()];
  if (names.length === 0) throw new InputError(`The file holds no ${role}.`);
  if (version === undefined && names.length > 1) {
    throw new InputError(`The file holds ${names.length} ${role}s; ${listChoices(path, names)}.`);
  }
  const segments = versions.get(version ?? names[0]!);
  if (!segments) {
    throw new InputError(`The file holds no ${role} '${version}'; ${listChoices(path, names)}.`);
  }
  return segments;
}

function listChoices(path: string, names: readonly string[]): string {
  return `choose one of ${names.map((name) => `${path}:${name}`).join(', ')}`;
}
