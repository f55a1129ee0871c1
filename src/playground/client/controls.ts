import { MOST_STEPS } from '../address.ts';
import {
  type AskedBackend,
  type Choice,
  optimizerOf,
  type Settings,
  type Setup,
} from '../setup.ts';
import { find, hued } from './element.ts';

/*
 * The form's own controls; an optimiser's links have an editor.
 */

const HAND = 'hand';

/** The rate at a place of the slider, half an octave each. */
const rateAt = (place: number): number => 2 ** (place / 2);

const preset = (side: number): HTMLSelectElement => find(`.side[data-side="${side}"] .preset`);
const input = (id: string): HTMLInputElement => find(`#${id}`);
const select = (id: string): HTMLSelectElement => find(`#${id}`);

const rateInWords = (rate: number): string => `×${Number(rate.toPrecision(3)).toString()}`;

/** Shows `setup` in the controls. */
export function showControls(setup: Setup, settings: Settings): void {
  for (const [side, choice] of setup.optimizers.entries()) {
    preset(side).value = typeof choice === 'string' ? choice : HAND;
    find(`.side[data-side="${side}"]`).setAttribute('style', hued(preset(side).value));
    preset(side).title = typeof choice === 'string' ? settings.presets[choice]!.label : 'by hand';
  }
  const shown = rateInWords(setup.rateMultiplier);
  input('rate').value = String(Math.round(2 * Math.log2(setup.rateMultiplier)));
  input('rate').setAttribute('aria-valuetext', shown);
  find('#rate-shown').textContent = shown;
  input('warmup').checked = setup.warmup;
  input('steps').value = String(setup.steps);
  input('seed').value = String(setup.seed);
  select('model').value = setup.protocol;
  select('backend').value = setup.backend;
}

/** A whole number, or what it was where there is none. */
function wholeNumber(id: string, before: number, least: number, most: number): number {
  const value = input(id).valueAsNumber;
  return Number.isInteger(value) && value >= least && value <= most ? value : before;
}

function chosen(side: 0 | 1, before: Choice, settings: Settings): Choice {
  const { value } = preset(side);
  if (value !== HAND) return value;
  return typeof before === 'string' ? optimizerOf(before, settings) : before;
}

/** The setup that the controls say; what they do not is as before. */
export function readControls(before: Setup, settings: Settings): Setup {
  const place = input('rate').valueAsNumber;
  const moved = place !== Math.round(2 * Math.log2(before.rateMultiplier));
  return {
    optimizers: [
      chosen(0, before.optimizers[0], settings),
      chosen(1, before.optimizers[1], settings),
    ],
    protocol: select('model').value,
    // An address may have a rate between two places.
    rateMultiplier: moved ? rateAt(place) : before.rateMultiplier,
    warmup: input('warmup').checked,
    steps: wholeNumber('steps', before.steps, 1, MOST_STEPS),
    seed: wholeNumber('seed', before.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    backend: select('backend').value as AskedBackend,
  };
}
