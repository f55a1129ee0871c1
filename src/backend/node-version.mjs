// Plain JavaScript without dependencies: it has to run on the very versions that it refuses.

/**
 * Says why a version of Node cannot run the project.
 *
 * Below 20.19 and 22.12 the libraries that the command line and the tests are built on refuse to
 * start, and odd series have no long-term support. From 23 on Node lacks `util.isNullOrUndefined`,
 * which `@tensorflow/tfjs-node` 4.22 calls while it runs operations; Node 22 still has it, and
 * prints a deprecation warning (DEP0051) at the first call.
 *
 * @param {string} version such as `v20.19.0` (what `process.version` holds)
 * @returns {string | undefined} a message with a remedy, or undefined where the version is supported
 */
export function unsupportedNodeMessage(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12)) return undefined;
  const reason =
    major >= 23
      ? 'Node 23 removed a function that @tensorflow/tfjs-node calls (util.isNullOrUndefined)'
      : 'the libraries that it is built on do not support this version';
  return (
    `Node ${version} cannot run sublinear: ${reason}. ` +
    `Expected Node 20 from 20.19 on, or Node 22 from 22.12 on. Install one, for example with \`nvm install 22\`.`
  );
}
