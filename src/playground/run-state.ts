import type { Ended, Reply } from './messages.ts';

export type Point = { readonly step: number; readonly value: number };

/** A look at the development set: how well it is predicted, and translations of some of it. */
type DevLook = Omit<Extract<Reply, { kind: 'dev' }>, 'kind'>;

/** What the page knows of one of its runs. */
export type RunState = {
  readonly status: 'idle' | 'running' | 'failed' | Ended['status'];
  readonly step: number;
  /** Mean training objective since the point before, in nats a token. */
  readonly losses: readonly Point[];
  /** RMS of what a step subtracted. */
  readonly updates: readonly Point[];
  readonly dev: readonly DevLook[];
  readonly tokensPerSecond?: number;
  /** Why training was given up. */
  readonly cause?: Extract<Ended, { status: 'diverged' }>['cause'];
  readonly message?: string;
};

export const IDLE: RunState = { status: 'idle', step: 0, losses: [], updates: [], dev: [] };

export const RUNNING: RunState = { ...IDLE, status: 'running' };

/** What is known after a worker's reply. */
export function afterReply(state: RunState, reply: Reply): RunState {
  switch (reply.kind) {
    case 'step':
      return { ...state, step: reply.step };
    case 'loss': {
      const { step, loss, tokensPerSecond } = reply;
      return { ...state, losses: [...state.losses, { step, value: loss }], tokensPerSecond };
    }
    case 'updateRms': {
      const { step, rms } = reply;
      return { ...state, updates: [...state.updates, { step, value: rms }] };
    }
    case 'dev': {
      const { kind: _, ...look } = reply;
      return { ...state, dev: [...state.dev, look] };
    }
    case 'ended': {
      const { status, step } = reply.outcome;
      return {
        ...state,
        status,
        step,
        ...(reply.outcome.status === 'diverged' ? { cause: reply.outcome.cause } : {}),
      };
    }
    case 'failed':
      return { ...state, status: 'failed', message: reply.message };
    default:
      return state;
  }
}

export const isUnderWay = ({ status }: RunState): boolean => status === 'running';
