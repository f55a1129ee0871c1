// Plain JavaScript without dependencies: set-up checks these tools before it installs any package.
import { execFileSync } from 'node:child_process';
import { unsupportedNodeMessage } from '../node-version.mjs';

/**
 * Looks for everything that set-up needs on the machine.
 *
 * @param {Record<string, string | undefined>} [env] the environment whose PATH is searched
 * @returns {import('./tools.d.mts').Tool[]}
 */
export function findTools(env = process.env) {
  const nodeProblem = unsupportedNodeMessage(process.version);
  const platform = `${process.platform} ${process.arch}`;
  return [
    {
      name: 'Linux on x86-64',
      found: platform === 'linux x64' ? platform : undefined,
      remedy: `this machine is ${platform}; TensorFlow's library is fetched for Linux on x86-64 only`,
    },
    {
      name: 'Node',
      found: nodeProblem === undefined ? process.version : undefined,
      remedy: nodeProblem ?? '',
    },
    {
      name: 'Python 3',
      found: firstLine(env, 'python3', '--version'),
      remedy: 'not found; install it, for example with `apt-get install python3`',
    },
    {
      name: 'pip',
      found: firstLine(env, 'python3', '-m', 'pip', '--version'),
      remedy: 'not found; install it, for example with `apt-get install python3-pip`',
    },
    {
      name: 'C++ compiler',
      found: compilerVersion(env),
      remedy: 'not found; install it, for example with `apt-get install g++`, or name yours in CXX',
    },
    {
      name: 'make',
      found: firstLine(env, 'make', '--version'),
      remedy: 'not found; install it, for example with `apt-get install make`',
    },
  ];
}

/**
 * What the C++ compiler says it is: the one named in CXX, else g++. Undefined where it is missing.
 *
 * @param {Record<string, string | undefined>} [env]
 */
export function compilerVersion(env = process.env) {
  const [command, ...args] = (env.CXX || 'g++').split(' ');
  return firstLine(env, command, ...args, '--version');
}

/** The first line that a command prints, or undefined where it is missing or fails. */
function firstLine(env, command, ...args) {
  try {
    const output = execFileSync(command, args, { encoding: 'utf8', env, stdio: 'pipe' });
    return output.split('\n', 1)[0].trim();
  } catch {
    return undefined;
  }
}
