import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import type { GraphDefinition } from './definition.ts';
import { encodeSavedModel, SERVE_TAG } from './saved-model.ts';

/** The part of tfjs-node's backend that loads and runs graphs. */
type GraphBackend = {
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  runSavedModel(
    id: number,
    inputs: readonly tf.Tensor[],
    inputInfos: readonly { name: string; dtype: string }[],
    outputs: readonly string[],
  ): tf.Tensor[];
  deleteSavedModel(id: number): void;
};

/** A loaded graph; its variables live as long as it does. */
export type Session = {
  /** Runs what the named node outputs need, feeding placeholders by name. */
  run(
    feeds: readonly (readonly [placeholder: string, tensor: tf.Tensor])[],
    fetches: Readonly<Record<string, string>>,
  ): TensorTree;
  close(): void;
};

const withOutput = (name: string): string => (name.includes(':') ? name : `${name}:0`);

/** Loads `graph` into TensorFlow through tfjs-node, whose backend must be the active one. */
export function openSession(graph: GraphDefinition): Session {
  const backend = tf.backend() as unknown as GraphBackend;
  const folder = mkdtempSync(join(tmpdir(), 'sublinear-graph-'));
  let id: number;
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(graph));
    id = backend.loadSavedModelMetaGraph(folder, SERVE_TAG);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return {
    run: (feeds, fetches) => {
      const names = Object.keys(fetches);
      // TensorFlow refuses a run that asks for nothing.
      if (names.length === 0) return {};
      const values = backend.runSavedModel(
        id,
        feeds.map(([, tensor]) => tensor),
        feeds.map(([name, { dtype }]) => ({ name: withOutput(name), dtype })),
        names.map((name) => withOutput(fetches[name]!)),
      );
      return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    },
    close: () => backend.deleteSavedModel(id),
  };
}
