/*
 * A machine of its own, as far as processes go: starts COUNT processes of a script and a new one for
 * each that ends, and passes on their lines with a number before each. What comes in, such as
 * `SIGKILL 3`, is sent to the process of that number.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [count, ...command] = process.argv.slice(2);
const children = [];

function start(index) {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  children[index] = child;
  createInterface(child.stdout).on('line', (line) => {
    process.stdout.write(`${index} ${line}\n`);
  });
  child.on('close', (code) => {
    // Killed ones have no code.
    if (code !== null) process.stdout.write(`${index} failed ${code}\n`);
    start(index);
  });
}

for (let index = 0; index < Number(count); index++) start(index);

createInterface(process.stdin).on('line', (line) => {
  const [signal, index] = line.split(' ');
  children[Number(index)].kill(signal);
});
