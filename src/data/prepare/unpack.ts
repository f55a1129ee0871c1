import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, posix, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import { UserError } from '../../platform/errors.ts';

/** Member names that a message lists where one is missing. */
const LISTED_NAMES = 20;

/** A member's path as it is written in archives made with and without a leading `./`. */
function normalName(name: string): string {
  return posix.normalize(name);
}

function targetPath(folder: string, member: string, archive: string): string {
  const path = resolve(folder, member);
  if (path.startsWith(resolve(folder) + sep)) return path;
  throw new UserError(`${archive}: the member ${member} would be written outside ${folder}`);
}

/**
 * Unpacks the named members of a tar archive, compressed or not, into `folder`, and nothing else.
 *
 * @returns the path of each member
 * @throws UserError where the archive is broken, where a member is missing, there twice, or not a
 *   plain file, or where it would be written outside `folder`
 */
export async function unpackMembers(
  archive: string,
  members: readonly string[],
  folder: string,
): Promise<Map<string, string>> {
  const wanted = new Map(
    members.map((member) => [normalName(member), targetPath(folder, member, archive)]),
  );
  const found = new Set<string>();
  const others: string[] = [];
  const writing: Promise<void>[] = [];
  // In an archive that is cut off, the last member never ends by itself.
  const broken = new AbortController();
  const refuse = (what: string) => new UserError(`${archive}: ${what}`);

  const unpack = (entry: ReadEntry): Promise<void> | undefined => {
    const name = normalName(entry.path);
    const path = wanted.get(name);
    if (path === undefined) {
      others.push(entry.path);
      entry.resume();
      return undefined;
    }
    if (found.has(name)) throw refuse(`the member ${name} is there twice`);
    if (entry.type !== 'File' && entry.type !== 'OldFile') {
      throw refuse(`the member ${name} is a ${entry.type}, expected a plain file`);
    }
    found.add(name);
    return mkdir(dirname(path), { recursive: true }).then(() =>
      pipeline(entry as unknown as NodeJS.ReadableStream, createWriteStream(path), {
        signal: broken.signal,
      }),
    );
  };

  const parser = new Parser({ strict: true });
  parser.on('entry', (entry: ReadEntry) => {
    try {
      const written = unpack(entry);
      if (written !== undefined) {
        written.catch((error: Error) => parser.abort(error));
        writing.push(written);
      }
    } catch (error) {
      entry.resume();
      parser.abort(error as Error);
    }
  });
  try {
    await pipeline(createReadStream(archive), parser as unknown as NodeJS.WritableStream);
    await Promise.all(writing);
  } catch (error) {
    broken.abort();
    await Promise.allSettled(writing);
    if (error instanceof UserError) throw error;
    throw refuse(`not a whole tar archive (${(error as Error).message})`);
  }
  const missing = [...wanted.keys()].filter((name) => !found.has(name));
  if (missing.length > 0) {
    const listed = others.slice(0, LISTED_NAMES).join(', ');
    const more = others.length > LISTED_NAMES ? ', ...' : '';
    throw refuse(`no member ${missing.join(', ')}; there are: ${listed}${more}`);
  }
  return new Map(members.map((member) => [member, wanted.get(normalName(member))!]));
}
