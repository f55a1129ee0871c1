// `node --import tsx main.ts [1 for CUDA, 0 for the processor]`: gives this checkout the fastest
// backend that can be had here.
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../platform/cache-folder.ts';
import { choiceFile, tfjsNodeFolder } from '../../platform/checkout.ts';
import { UserError } from '../../platform/errors.ts';
import { wasmCost } from '../wasm.ts';
import { bindingPath, ensureBinding } from './binding.ts';
import { type Candidate, choose, readChoice, writeChoice } from './choice.ts';
import { ensureLibrary } from './library.ts';
import { npmExec } from './npm-exec.ts';
import { runCommand } from './run-command.ts';
import { cpuLibrary, cudaLibrary, type NativeLibrary } from './wheel.ts';

async function setUp(asked: NativeLibrary['device'] | undefined): Promise<void> {
  const earlier = readChoice(choiceFile);
  const native = (asked ?? earlier?.device) === 'cuda' ? cudaLibrary : cpuLibrary;
  const [wheel] = native.wheels;
  const madeFor = `tfjs-node ${tfjsNodeVersion()}, ${wheel.package} ${wheel.version}`;
  const isWanted = earlier?.madeFor === madeFor && (earlier.device ?? 'cpu') === native.device;
  if (isWanted && nativeBindingIsThere()) {
    say(`backend tensorflow is set up (${earlier.library})`);
    return;
  }
  await rm(choiceFile, { force: true });
  const candidates =
    native.device === 'cuda' ? [fromWheels(native), fromWheels(cpuLibrary)] : [fromWheels(native)];
  const choice = await choose([...candidates, fromInstaller], madeFor, say);
  await writeChoice(choiceFile, choice);
  say(
    choice.backend === 'tensorflow'
      ? `backend tensorflow is set up (${choice.library})`
      : `the backend is WASM: ${wasmCost}. \`make setup\` tries for TensorFlow again.`,
  );
}

function fromWheels(native: NativeLibrary): Candidate {
  const { device, wheels } = native;
  const withCuda = device === 'cuda' ? ' with CUDA' : '';
  return {
    source: 'wheel',
    device,
    title: `${wheels[0].package} ${wheels[0].version}${withCuda} from pip`,
    install: async () => {
      const cache = cacheFolder();
      const library = await ensureLibrary(native, cache, say);
      await ensureBinding(tfjsNodeFolder, library, cache, say);
      return probe();
    },
  };
}

const fromInstaller: Candidate = {
  source: 'installer',
  device: 'cpu',
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

/** What `make setup GPU=...` asks for; without it, what was set up before stays. */
function askedDevice(gpu: string | undefined): NativeLibrary['device'] | undefined {
  if (gpu === undefined) return undefined;
  if (gpu === '0' || gpu === '1') return gpu === '1' ? 'cuda' : 'cpu';
  throw new UserError(`GPU=${gpu}: expected 1 for NVIDIA GPUs (CUDA), or 0 for the processor`);
}

try {
  await setUp(askedDevice(process.argv[2]));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}
