import type { ControlSymbols } from '../data/vocabulary.ts';
import type { Executor } from '../executor/executor.ts';
import { type BeamOptions, beamStep } from './beam.ts';
import { type GreedyOptions, greedyStep } from './greedy.ts';
import { admittedAtOnce, planChunks, type SearchLimits, searchSizes } from './plan.ts';
import {
  admitProgram,
  admitSignature,
  encodeProgram,
  encodeSignature,
  joinProgram,
  type SearchModel,
} from './programs.ts';
import { type CompiledSearch, runSearch, type Sources } from './run-search.ts';
import type { SearchStep } from './step.ts';

/** A search for translations, as a configuration names it. */
export type SearchConfig =
  | ({ readonly kind: 'greedy' } & GreedyOptions)
  | ({ readonly kind: 'beam' } & BeamOptions);

const lengthsOf = (sources: Sources) => sources.map(({ length }) => length);

function stepOf(model: SearchModel, { bosId }: ControlSymbols, config: SearchConfig): SearchStep {
  return config.kind === 'beam' ? beamStep(model, bosId, config) : greedyStep(model);
}

/**
 * Takes sources, none of them empty, and gives what translates them: the token ids of each
 * translation, without its end symbol, in the order of the sources. When `stop` is aborted, the
 * search ends with its reason after the step that it is at.
 */
export type Search = (sources: Sources) => (stop?: AbortSignal) => Promise<number[][]>;

/** Searches with the model whose parameters `executor` holds. */
export function createSearch(
  executor: Executor,
  model: SearchModel,
  symbols: ControlSymbols,
  config: SearchConfig,
  limits: SearchLimits,
): Search {
  const { extraLength } = config;
  const step = stepOf(model, symbols, config);
  const join = joinProgram(model);
  const encode = encodeProgram(model);
  return (sources) => {
    const chunks = planChunks(lengthsOf(sources), limits);
    const { steps, entered } = searchSizes(chunks, limits, step.beamSize, extraLength);
    const encoded = chunks.map(({ rows, sourceLength }) =>
      encodeSignature(model, rows, sourceLength),
    );
    const admitted = entered.map(({ chunk, slots, sourceLength }) =>
      admitSignature(model, admittedAtOnce(slots), chunk.rows, { slots, sourceLength }),
    );
    const compiled: CompiledSearch = {
      ...{ model, sources, symbols, extraLength, limits, step, chunks },
      join: executor.compile(join, [{}]),
      encode: executor.compile(encode, encoded),
      admit: executor.compile(admitProgram, admitted),
      takeStep: executor.compile(step.program, steps.map(step.signature)),
    };
    return (stop) => runSearch(compiled, stop);
  };
}
