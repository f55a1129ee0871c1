import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { UserError } from '../platform/errors.ts';
import { whatThereIs } from './closest.ts';
import {
  EMPTY_LAYER,
  isMapping,
  type Layer,
  layerFrom,
  type Mapping,
  mergeLayers,
} from './layers.ts';

/** What the name of a YAML file ends with. */
export const YAML_ENDINGS = ['.yaml', '.yml'];

export const isYamlName = (name: string): boolean => YAML_ENDINGS.includes(extname(name));

/** Whether `value` holds itself, as an alias inside what it stands for makes it. */
function holdsItself(value: unknown, around: ReadonlySet<unknown> = new Set()): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (around.has(value)) return true;
  const inside = new Set([...around, value]);
  return Object.values(value).some((part) => holdsItself(part, inside));
}

/**
 * The value of YAML text.
 *
 * @param origin where it is from, for the message
 * @throws UserError where it is not valid, or a value holds itself
 */
export function parseYaml(text: string, origin: string): unknown {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new UserError(`${origin}: not valid YAML: ${(error as Error).message}`);
  }
  if (holdsItself(value)) {
    throw new UserError(
      `${origin}: not valid YAML: an alias (*name) stands inside what it names (&name), ` +
        'so the value would never end',
    );
  }
  return value;
}

/** How messages name a file: from the working directory where it lies below. */
function displayName(path: string): string {
  const name = relative(process.cwd(), path);
  return name.startsWith('..') ? path : name;
}

/** The YAML files where one was looked for in vain: the one that was meant may be among them. */
function describeSiblings(path: string): string {
  try {
    const files = readdirSync(dirname(path)).filter(isYamlName);
    return files.length === 0 ? '' : whatThereIs(basename(path), files.toSorted());
  } catch {
    return '';
  }
}

function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${name}: not valid UTF-8; convert it, for example with iconv`);
  }
}

function parseMapping(path: string): Mapping {
  const name = displayName(path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') throw new UserError(`${name}: a folder; expected a YAML file`);
    throw new UserError(`${name}: cannot be read (${code})${describeSiblings(path)}`);
  }
  const value = parseYaml(decodeUtf8(bytes, name), name);
  if (!isMapping(value))
    throw new UserError(`${name}: expected a mapping of keys at the top level`);
  return value;
}

/** The files under the key `extends`: one path or a list, relative to the file they stand in. */
function parents(value: unknown, file: string): string[] {
  if (value === undefined) return [];
  const paths = Array.isArray(value) ? value : [value];
  return paths.map((path: unknown) => {
    if (typeof path !== 'string') {
      throw new UserError(
        `${displayName(file)}: extends: expected a file name or a list of them, ` +
          `given ${JSON.stringify(path)}`,
      );
    }
    return resolve(dirname(file), path);
  });
}

function loadChain(file: string, children: readonly string[]): Layer {
  if (children.includes(file)) {
    const cycle = [...children.slice(children.indexOf(file)), file].map(displayName);
    throw new UserError(`extends: the files extend each other in a circle: ${cycle.join(' -> ')}`);
  }
  const { extends: extended, ...own } = parseMapping(file);
  const below = parents(extended, file).map((parent) => loadChain(parent, [...children, file]));
  return [...below, layerFrom(own, displayName(file))].reduce(mergeLayers, EMPTY_LAYER);
}

/**
 * Reads a YAML file and what it `extends`. Later files of a list go over earlier ones, and a file
 * over what it extends.
 *
 * @throws UserError for a missing or malformed file, and for a circle of `extends`
 */
export function loadYaml(file: string): Layer {
  return loadChain(resolve(file), []);
}
