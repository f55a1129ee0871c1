import { median } from 'd3-array';
import { z } from 'zod';
import { readJson } from '../config/json-file.ts';
import { isMapping } from '../config/layers.ts';
import type { RunConfig } from '../config/run-config.ts';
import { batchTokens } from '../data/batches.ts';
import { UserError } from '../platform/errors.ts';
import type { RunResult } from '../results/result.ts';
import { readResult } from '../results/store.ts';
import { localPace, loggedPace, type Pace, paceOf } from './pace.ts';
import type { PlannedExperiment } from './plan.ts';

const count = z.int().positive();

/** The sizes that decide how long a step takes. */
const sizes = z.object({
  encoderLayers: count,
  decoderLayers: count,
  dModel: count,
  dFeedForward: count,
});

/** What is read of a record of `make bench-device`, or of the bundle for machines without network. */
const deviceRecordSchema = z.object({
  batch: z.object({ sentences: count, length: count }),
  shapes: z.array(z.object({ name: z.string(), model: sizes })),
  measurements: z.array(
    z.object({
      shape: z.string(),
      /** Absent where the device did not get there. */
      device: z
        .object({
          ready: z.object({ device: z.string() }),
          turn: z.object({ stepMs: z.array(z.number().positive()) }),
        })
        .optional(),
    }),
  ),
});

const describeSizes = ({
  dModel,
  dFeedForward,
  encoderLayers,
  decoderLayers,
}: z.infer<typeof sizes>) =>
  `d ${dModel}, ${dFeedForward} in feed-forward, ${encoderLayers}+${decoderLayers} layers`;

/** The record's step at the size of `config`, in proportion to the positions of its batches. */
function paceOfRecord(
  file: string,
  { batch, shapes, measurements }: z.infer<typeof deviceRecordSchema>,
  config: RunConfig,
): Pace {
  const wanted = describeSizes(config.model);
  const alike = shapes.filter(({ model }) => describeSizes(model) === wanted);
  const devices = measurements
    .filter(({ shape }) => alike.some(({ name }) => name === shape))
    .flatMap(({ device }) => device ?? [])
    .filter(({ turn }) => turn.stepMs.length > 0);
  if (devices.length === 0) {
    const has = shapes.map(({ name, model }) => `${name} (${describeSizes(model)})`).join('; ');
    throw new UserError(
      `--pace ${file}: has no step times at the size of the protocol ${config.protocol}, ${wanted}; ` +
        `its shapes are ${has || 'none'}`,
    );
  }
  const milliseconds = median(devices.flatMap(({ turn }) => turn.stepMs))!;
  const times = batchTokens(config.data.batching) / (batch.sentences * batch.length);
  return {
    secondsAStep: (milliseconds / 1000) * times,
    testSeconds: 0,
    record: file,
    device: devices[0]!.ready.device,
  };
}

/** The pace of one run, whatever machine it was made on. */
function paceOfResult(file: string, result: RunResult, { protocol }: RunConfig): Pace {
  if (result.config.protocol !== protocol) {
    throw new UserError(
      `--pace ${file}: is a run under ${result.config.protocol}; expected one under ${protocol}`,
    );
  }
  const pace = paceOf([result]);
  if (pace === undefined) throw new UserError(`--pace ${file}: this run has not taken a step`);
  const { secondsAStep, testSeconds } = pace;
  const { device } = result.provenance.backend;
  return { secondsAStep, testSeconds, record: file, device };
}

/**
 * The pace that `file` tells of: a record of `make bench-device`, whose step is taken in proportion
 * to the positions of a batch and which knows nothing of evaluation, or the result of a run under the
 * same protocol.
 *
 * @throws UserError where the file is neither, or tells nothing about runs like `config`
 */
export function givenPace(file: string, config: RunConfig): Pace {
  const { value } = readJson(file, 'give a record of `make bench-device`, or the result of a run');
  const record = deviceRecordSchema.safeParse(value);
  if (record.success) return paceOfRecord(file, record.data, config);
  if (isMapping(value) && 'training' in value) return paceOfResult(file, readResult(file)!, config);
  throw new UserError(
    `--pace ${file}: is neither a record of \`make bench-device\` nor the result of a run`,
  );
}

type PaceOptions = {
  readonly results: string;
  readonly runs: string;
  /** Of one run. */
  readonly threads: number;
  /** A file to go by in place of what this machine did. */
  readonly pace: string | undefined;
};

/**
 * How long the runs of `plan` can be expected to take: by the file that was given, else by runs that
 * have finished on this machine, else by one that has begun. Undefined where there is none of these.
 *
 * @throws UserError where the file tells nothing about such runs
 */
export function expectedPace(
  plan: PlannedExperiment,
  { results, runs, threads, pace }: PaceOptions,
): Pace | undefined {
  const [first] = plan.runs;
  if (first === undefined) return undefined;
  if (pace !== undefined) return givenPace(pace, first.config);
  return localPace(results, plan.protocol, threads) ?? loggedPace(plan, runs);
}
