import { UserError } from '../platform/errors.ts';
import type { BackendInfo, ExecutorName } from './info.ts';

/**
 * How programs are to run: as asked, or in the fastest way that the backend knows.
 *
 * @throws UserError where graphs are asked for and the backend has none
 */
export function chooseExecutor(
  backend: BackendInfo,
  asked: 'auto' | ExecutorName = 'auto',
): ExecutorName {
  const hasGraphs = backend.name === 'tensorflow';
  if (asked === 'auto') return hasGraphs ? 'graph' : 'eager';
  if (asked === 'graph' && !hasGraphs) {
    throw new UserError(
      `--executor graph: the backend ${backend.name} runs no graphs; ` +
        'take --executor eager, or the backend tensorflow (`make setup` installs it)',
    );
  }
  return asked;
}
