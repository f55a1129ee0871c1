// What `setup.mjs` runs: gives this checkout the fastest backend that can be had here.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../platform/cache-folder.ts';
import { choiceFile, packageFolder } from '../../platform/checkout.ts';
import { UserError } from '../../platform/errors.ts';
import { wasmCost } from '../wasm.ts';
import { bindingIsThere, ensureBinding } from './binding.ts';
import {
  type Candidate,
  type CheckoutBackend,
  choose,
  installedVersion,
  readChoice,
  TENSORFLOW_PACKAGES,
  type TensorFlowPackage,
  writeChoice,
} from './choice.ts';
import { ensureLibrary } from './library.ts';
import { npmExec, runCommand } from './run-command.ts';
import { cpuLibrary, cudaLibrary, type NativeLibrary } from './wheel.ts';

async function setUp(asked: NativeLibrary['device'] | undefined): Promise<void> {
  const earlier = readChoice(choiceFile);
  const native = (asked ?? earlier?.device) === 'cuda' ? cudaLibrary : cpuLibrary;
  const [wheel] = native.wheels;
  const name = TENSORFLOW_PACKAGES[native.device];
  const madeFor = `${name} ${installedVersion(name)}, ${wheel.package} ${wheel.version}`;
  const isWanted = earlier?.madeFor === madeFor && (earlier.device ?? 'cpu') === native.device;
  if (isWanted && bindingIsThere(packageFolder(name))) {
    say(describeChoice(earlier));
    return;
  }
  await rm(choiceFile, { force: true });
  const candidates =
    native.device === 'cuda' ? [fromWheels(native), fromWheels(cpuLibrary)] : [fromWheels(native)];
  const choice = await choose([...candidates, fromInstaller], madeFor, say);
  writeChoice(choiceFile, choice);
  say(describeChoice(choice));
}

function describeChoice({ backend, library, package: name }: CheckoutBackend): string {
  return backend === 'tensorflow'
    ? `backend tensorflow is set up (${library}, loaded by ${name})`
    : `the backend is WASM: ${wasmCost}. \`make setup\` tries for TensorFlow again.`;
}

function fromWheels(native: NativeLibrary): Candidate {
  const { device, wheels } = native;
  const name = TENSORFLOW_PACKAGES[device];
  const withCuda = device === 'cuda' ? ' with CUDA' : '';
  return {
    source: 'wheel',
    device,
    title: `${wheels[0].package} ${wheels[0].version}${withCuda} from pip`,
    install: async () => {
      const cache = cacheFolder();
      const library = await ensureLibrary(native, cache, say);
      await ensureBinding(packageFolder(name), library, cache, say);
      return probe(name);
    },
  };
}

const fromInstaller: Candidate = {
  source: 'installer',
  device: 'cpu',
  title: `the installer of ${TENSORFLOW_PACKAGES.cpu}`,
  install: async () => {
    const name = TENSORFLOW_PACKAGES.cpu;
    say(`running the installer of ${name}`);
    // It keeps whatever it finds, so it must not find what the wheel left.
    for (const folder of ['deps', 'lib']) {
      await rm(path.join(packageFolder(name), folder), { recursive: true, force: true });
    }
    await npmExec(packageFolder(name), 'node scripts/install.js');
    return probe(name);
  },
};

/** Loads the library in a process of its own; resolves to its version. */
async function probe(name: TensorFlowPackage): Promise<string> {
  const script = path.join(import.meta.dirname, 'probe.ts');
  return (await runCommand(process.execPath, ['--import', 'tsx', script, name])).trim();
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
