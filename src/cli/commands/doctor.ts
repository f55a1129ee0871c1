import type { Diagnosis, WebGpuDiagnosis } from '../../backend/diagnosis.ts';
import type { BackendInfo } from '../../backend/info.ts';
import type { Processor } from '../../backend/processor-schema.ts';
import { command } from '../command.ts';
import { flag } from '../option.ts';
import { BACKEND } from '../training-options.ts';

/** `sublinear doctor`: what computes here, and what to do about anything missing. */
export const doctorCommand = command({
  usage: 'doctor',
  describe: 'Show the backend and hardware, and how to fix what is missing',
  options: { backend: BACKEND, json: flag('Print JSON') },
  handler: async ({ backend, json }) => {
    const { diagnose } = await import('../../backend/diagnosis.ts');
    const diagnosis = await diagnose(backend);
    console.log(json ? JSON.stringify(diagnosis, null, 2) : formatDiagnosis(diagnosis));
  },
});

function webGpuFact(webGpu: WebGpuDiagnosis): string {
  if ('problem' in webGpu) return `none: ${webGpu.problem}`;
  const { name, software } = webGpu.adapter;
  return software
    ? `${name}: a program that plays a GPU, for tests; never taken unasked`
    : `${name}; \`--backend webgpu\` computes on it`;
}

/** What decides the bits of native results. */
function processorFact({ vendor, family, model, instructionSets, cacheBytes }: Processor): string {
  const caches = Object.entries(cacheBytes).map(
    ([name, bytes]) => `${name} ${(bytes / 2 ** 10).toLocaleString('en')} KiB`,
  );
  return `${vendor} family ${family} model ${model}; ${instructionSets.join(' ')}; ${caches.join(', ')}`;
}

function numericsFact({ numerics, oneDnn }: BackendInfo): string {
  const meaning =
    numerics === 'portable'
      ? 'designed to give the same bits on every x86-64 processor with AVX2 at as many threads'
      : 'the bits of this processor';
  const limit = oneDnn === undefined ? '' : `; oneDNN up to ${oneDnn}`;
  return `${numerics}: ${meaning}${limit}`;
}

function choiceFact(choice: Diagnosis['choice']): string {
  if (choice === undefined) return 'nothing yet';
  const { library, package: name, source } = choice;
  return `${library}${name === undefined ? '' : `, loaded by ${name}`} (source: ${source})`;
}

/** Lays a diagnosis out for a person: one fact a line, the problems last. */
export function formatDiagnosis(diagnosis: Diagnosis): string {
  const { backend, choice, tools, problems, matMulGflops } = diagnosis;
  const speed = matMulGflops.toFixed(matMulGflops < 10 ? 1 : 0);
  const facts: (readonly [string, string])[] = [
    ['backend', `${backend.name} (${backend.reason})`],
    ['library', backend.library],
    ...(backend.package === undefined ? [] : [['loaded by', backend.package] as const]),
    ['tfjs', backend.tfjs],
    ['device', backend.device],
    ['processor', processorFact(backend.processor)],
    ['numerics', numericsFact(backend)],
    ['threads', `${backend.threads} of ${diagnosis.cores} cores`],
    ['speed', `${speed} GFLOP/s on 1024 x 1024 matrix products`],
    ['webgpu', webGpuFact(diagnosis.webGpu)],
    ['memory', `${(diagnosis.memoryBytes / 2 ** 30).toFixed(1)} GiB`],
    ['set-up chose', choiceFact(choice)],
    ['cache', diagnosis.cacheFolder],
    ...tools.map(({ name, found }) => [name, found ?? 'missing'] as const),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  const verdict =
    problems.length === 0
      ? ['Nothing is missing.']
      : ['What to do:', ...problems.map((problem) => `- ${problem}`)];
  return [...lines, '', ...verdict].join('\n');
}
