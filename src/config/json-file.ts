import { readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { isMapping, type Layer, layerFrom } from './layers.ts';

/**
 * The JSON object in `path`, for `validate`.
 *
 * @throws UserError where it is no JSON object; `remedy` says what to do then
 */
export function readJson(path: string, remedy = 'remove the file and make it again'): Layer {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError(`${path}: not valid JSON (${(error as Error).message}); ${remedy}`);
  }
  if (!isMapping(value)) throw new UserError(`${path}: expected a JSON object; ${remedy}`);
  return layerFrom(value, path);
}
