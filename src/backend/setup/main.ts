// `node --import tsx main.ts`: gives this checkout the fastest backend that can be had here.
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { choiceFile, tfjsNodeFolder } from '../checkout.ts';
import { wasmCost } from '../wasm.ts';
import { bindingPath, ensureBinding } from './binding.ts';
import { type Candidate, choose, readChoice, writeChoice } from './choice.ts';
import { ensureLibrary } from './library.ts';
import { npmExec } from './npm-exec.ts';
import { runCommand } from './run-command.ts';
import { tensorflowCpuWheel } from './wheel.ts';

const wheel = tensorflowCpuWheel;

async function setUp(): Promise<void> {
  const madeFor = `tfjs-node ${tfjsNodeVersion()}, ${wheel.package} ${wheel.version}`;
  const earlier = readChoice(choiceFile);
  if (earlier?.madeFor === madeFor && nativeBindingIsThere()) {
    say(`backend tensorflow is set up (${earlier.library})`);
    return;
  }
  await rm(choiceFile, { force: true });
  const choice = await choose([fromWheel, fromInstaller], madeFor, say);
  await writeChoice(choiceFile, choice);
  say(
    choice.backend === 'tensorflow'
      ? `backend tensorflow is set up (${choice.library})`
      : `the backend is WASM: ${wasmCost}. \`make setup\` tries for TensorFlow again.`,
  );
}

const fromWheel: Candidate = {
  source: 'wheel',
  title: `${wheel.package} ${wheel.version} from pip`,
  install: async () => {
    const cache = cacheFolder();
    const library = await ensureLibrary(wheel, cache, say);
    await ensureBinding(tfjsNodeFolder, library, cache, say);
    return probe();
  },
};

const fromInstaller: Candidate = {
  source: 'installer',
  title: 'the installer of @tensorflow/tfjs-node',
  install: async () => {
    say('running the installer of @tensorflow/tfjs-node');
    // It keeps whatever it finds, so it must not find what the wheel left.
    for (const folder of ['deps', 'lib']) {
      await rm(path.join(tfjsNodeFolder, folder), { recursive: true, force: true });
    }
    await npmExec(tfjsNodeFolder, 'node scripts/install.js');
    return probe();
  },
};

async function probe(): Promise<string> {
  const script = path.join(import.meta.dirname, 'probe.ts');
  return (await runCommand(process.execPath, ['--import', 'tsx', script])).trim();
}

/** True where the binding and the library it is linked with are there; links may dangle. */
function nativeBindingIsThere(): boolean {
  const library = path.join(tfjsNodeFolder, 'deps/lib/libtensorflow.so');
  return existsSync(bindingPath(tfjsNodeFolder)) && existsSync(library);
}

function tfjsNodeVersion(): string {
  const manifest = readFileSync(path.join(tfjsNodeFolder, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function say(line: string): void {
  console.log(`setup: ${line}`);
}

await setUp();
