import { html, type Markup, scriptJson, trustedMarkup } from '../report/figures/markup.ts';
import { MOST_STEPS } from './address.ts';
import { PAPER_PRESETS } from './settings.ts';
import { BACKENDS, type Settings } from './setup.ts';

/*
 * The page before its script runs: all of its text and controls, so that it is there at once.
 */

/** Nothing but what lies beside the page; WebAssembly must be allowed to compile. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'unsafe-inline'",
  "connect-src 'self'",
  "worker-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function presetOptions({ presets }: Settings): Markup {
  const options = (ofThePaper: boolean) =>
    Object.entries(presets)
      .filter(([key]) => PAPER_PRESETS.includes(key) === ofThePaper)
      .map(([key, { label }]) => html`<option value="${key}">${label}</option>`);
  return html`<optgroup label="The paper’s">${options(true)}</optgroup><optgroup label="Others">${options(false)}</optgroup><option value="hand">by hand</option>`;
}

const SIDES = ['Left', 'Right'];

function sideControls(settings: Settings, side: number): Markup {
  const name = SIDES[side]!;
  return html`<fieldset class="side" data-side="${side}">
<legend>${name} optimiser</legend>
<select class="preset" aria-label="${name} optimiser">${presetOptions(settings)}</select>
<details class="chain"><summary>What it is made of</summary><div class="editor"></div></details>
<p class="problem" role="alert" hidden></p>
</fieldset>`;
}

const BACKEND_LABELS = {
  auto: 'the fastest there is',
  webgpu: 'the GPU (WebGPU)',
  wasm: 'the processor (WASM)',
} as const;

function sharedControls({ protocols }: Settings): Markup {
  const models = Object.entries(protocols).map(
    ([key, { label }]) => html`<option value="${key}">${label}</option>`,
  );
  const backends = BACKENDS.map(
    (key) => html`<option value="${key}">${BACKEND_LABELS[key]}</option>`,
  );
  return html`<fieldset class="shared">
<legend>For both</legend>
<label class="wide">Rate multiplier <output id="rate-shown"></output>
<input id="rate" type="range" min="-8" max="14" step="1"></label>
<label class="check"><input id="warmup" type="checkbox"> Warm-up <small>(the rate rises at first)</small></label>
<label>Steps <input id="steps" type="number" min="1" max="${MOST_STEPS}" step="1" required></label>
<label>Seed <input id="seed" type="number" step="1" required></label>
<label class="wide">Model <select id="model">${models}</select></label>
<label class="wide">Computed on <select id="backend">${backends}</select></label>
</fieldset>`;
}

function results(side: number): Markup {
  return html`<article class="run" data-side="${side}">
<h3></h3>
<p class="status"></p>
<ol class="translations"></ol>
<details><summary>The first sentence, step by step</summary><ol class="history"></ol></details>
</article>`;
}

/** The text of `index.html`. */
export function pageHtml(settings: Settings, style: string, corpus: string): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="Two optimisers train a small translator side by side, in this browser.">
<meta http-equiv="Content-Security-Policy" content="${trustedMarkup(POLICY)}">
<title>Two optimisers, side by side · sublinear</title>
<link rel="icon" href="data:,">
<style>${trustedMarkup(style)}</style>
<script type="module" src="page.js"></script>
</head>
<body data-corpus="${corpus}">
<header>
<p class="kicker">sublinear · a playground for Shazeer &amp; Stern 2018, Adafactor</p>
<h1>Train a translator here, with two optimisers side by side</h1>
<p class="lead">A small Transformer learns German from 20,000 made-up sentences, in this browser, by the code, data and seeds
of the command line. Take warm-up away, raise the rate, and see which optimiser copes.</p>
</header>
<main>
<form id="setup">
<div class="fields">
${sideControls(settings, 0)}
${sideControls(settings, 1)}
${sharedControls(settings)}
</div>
<div class="actions">
<button type="submit" class="primary" id="train" disabled>Train both</button>
<button type="button" id="stop" hidden>Stop</button>
<button type="button" id="resume" hidden>Go on</button>
<button type="button" id="share">Copy the address</button>
<button type="button" id="yaml">Copy as YAML</button>
</div>
<p id="unopened" class="problem">The page’s script has not started. It needs JavaScript, a browser of 2023 or later, and a web server, as no browser starts it from a file: <code>make playground SERVE=8000</code> is one.</p>
<p id="device" class="note" role="status">Getting ready …</p>
<p id="problem" class="problem" role="alert" hidden></p>
</form>
<section id="results" aria-label="Results">
<div id="verdict" role="status"><p>Nothing has been trained yet.</p></div>
<figure class="chart" id="losses"><figcaption><b>Loss</b> of training, nats a token; lower is better</figcaption><div class="plot"></div></figure>
<figure class="chart" id="updates"><figcaption><b>Size of a step</b>: RMS of what is subtracted from the parameters</figcaption><div class="plot"></div></figure>
<figure id="memory"><figcaption><b>Optimiser state</b>, beside the parameters that it is kept for</figcaption><dl></dl></figure>
<h2>Sentences that neither has seen</h2>
<div class="runs">
${results(0)}
${results(1)}
</div>
<details id="numbers"><summary>The numbers behind the curves</summary><div class="scroll" tabindex="0" role="region" aria-label="Losses by step"></div></details>
</section>
</main>
<footer><p>Everything is computed here, and nothing leaves this page. Two single runs show what can happen, not what holds:
the project’s tables repeat runs with other seeds.</p></footer>
<dialog id="yaml-dialog" aria-labelledby="yaml-title">
<h2 id="yaml-title">The same run on the command line</h2>
<div class="choice" role="group" aria-label="Which run"></div>
<p>Save this as <code>playground.yaml</code> in a checkout, and run <code>npx sublinear train playground.yaml</code>: with the same seed
it has the same losses, but for rounding.</p>
<pre tabindex="0"></pre>
<div class="actions"><button type="button" class="primary" id="yaml-copy">Copy</button><form method="dialog"><button>Close</button></form></div>
</dialog>
<script type="application/json" id="settings">${scriptJson(settings)}</script>
</body>
</html>
`.html;
}
