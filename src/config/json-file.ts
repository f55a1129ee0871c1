import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { UserError } from '../platform/errors.ts';
import { fileError } from '../platform/file-errors.ts';
import { isMapping, type Layer, layerFrom } from './layers.ts';
import { validate } from './validate.ts';

/**
 * The JSON object that `text` is, for `validate`.
 *
 * @param path where it is from, for the message
 * @throws UserError where it is no JSON object; `remedy` says what to do then
 */
export function parseJson(text: string, path: string, remedy: string): Layer {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path}: not valid JSON (${(error as Error).message}); ${remedy}`);
  }
  if (!isMapping(value)) throw new UserError(`${path}: expected a JSON object; ${remedy}`);
  return layerFrom(value, path);
}

/**
 * The JSON object in `path`, for `validate`.
 *
 * @throws UserError where it cannot be read or is no JSON object; `remedy` says what to do then
 */
export function readJson(path: string, remedy = 'remove the file and make it again'): Layer {
  return parseJson(readText(path), path, remedy);
}

/** The JSON in `path`; undefined where there is no such file, or it is not as `schema` has it. */
export function readIfValid<T>(schema: z.ZodType<T>, path: string): T | undefined {
  try {
    return validate(schema, readJson(path), path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/**
 * The text in `path`.
 *
 * @throws UserError where it cannot be read
 */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, path, 'read');
  }
}
