// `node --import tsx packages/optim/bench/memory.ts` prints what optimizers keep for models that are
// known, as Markdown. Shapes are those of the published models, as TensorFlow.js would hold them.
import { NAMED, type OptimizerName, sizeOfShapes, stateSize } from '../src/index.ts';

type Shapes = Record<string, readonly number[]>;

/** A layer of a Transformer, with attention's projections of these numbers of columns. */
function transformerLayer(
  name: string,
  width: number,
  projections: Record<string, number>,
): Shapes {
  const columns = { ...projections, 'feedForward/in': 4 * width };
  const shapes: Shapes = {
    [`${name}/feedForward/out`]: [4 * width, width],
    [`${name}/feedForward/out/bias`]: [width],
  };
  for (const [part, size] of Object.entries(columns)) {
    shapes[`${name}/${part}`] = [width, size];
    shapes[`${name}/${part}/bias`] = [size];
  }
  for (const norm of ['norm1', 'norm2']) {
    shapes[`${name}/${norm}/scale`] = [width];
    shapes[`${name}/${norm}/bias`] = [width];
  }
  return shapes;
}

/** GPT-2 small (Radford et al., 2019), whose output shares the embedding. */
function gpt2(): Shapes {
  const [width, layers, vocabulary, positions] = [768, 12, 50_257, 1024];
  const shapes: Shapes = {
    'embedding/token': [vocabulary, width],
    'embedding/position': [positions, width],
    'norm/scale': [width],
    'norm/bias': [width],
  };
  for (let layer = 0; layer < layers; layer++) {
    const projections = { qkv: 3 * width, output: width };
    Object.assign(shapes, transformerLayer(`${layer}`, width, projections));
  }
  return shapes;
}

/** BERT base, uncased (Devlin et al., 2019), without the heads of its pre-training. */
function bert(): Shapes {
  const [width, layers, vocabulary] = [768, 12, 30_522];
  const shapes: Shapes = {
    'embedding/token': [vocabulary, width],
    'embedding/position': [512, width],
    'embedding/segment': [2, width],
    'embedding/norm/scale': [width],
    'embedding/norm/bias': [width],
    pooler: [width, width],
    'pooler/bias': [width],
  };
  for (let layer = 0; layer < layers; layer++) {
    const projections = { query: width, key: width, value: width, output: width };
    Object.assign(shapes, transformerLayer(`${layer}`, width, projections));
  }
  return shapes;
}

/** ResNet-50 (He et al., 2016) for ImageNet, its batch normalisation with scale and bias. */
function resnet50(): Shapes {
  const shapes: Shapes = {};
  const convolution = (name: string, size: number, from: number, to: number) => {
    shapes[name] = [size, size, from, to];
    shapes[`${name}/scale`] = [to];
    shapes[`${name}/bias`] = [to];
  };
  convolution('stem', 7, 3, 64);
  let from = 64;
  for (const [stage, blocks] of [3, 4, 6, 3].entries()) {
    const width = 64 * 2 ** stage;
    for (let block = 0; block < blocks; block++) {
      const name = `${stage}/${block}`;
      if (block === 0) convolution(`${name}/shortcut`, 1, from, 4 * width);
      convolution(`${name}/1`, 1, from, width);
      convolution(`${name}/2`, 3, width, width);
      convolution(`${name}/3`, 1, width, 4 * width);
      from = 4 * width;
    }
  }
  shapes.classifier = [from, 1000];
  shapes['classifier/bias'] = [1000];
  return shapes;
}

const MODELS = { 'ResNet-50': resnet50(), 'BERT base': bert(), 'GPT-2 small': gpt2() };

const COLUMNS: readonly (readonly [name: OptimizerName, options: object, label: string])[] = [
  ['adam', {}, '`adam`'],
  ['adafactor', {}, '`adafactor`'],
  ['adafactor', { beta1: 0.9 }, '`adafactor`, `beta1: 0.9`'],
  ['sm3', { beta1: 0 }, '`sm3`, `beta1: 0`'],
];

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

const rows = Object.entries(MODELS).map(([model, shapes]) => {
  const { elements, bytes } = sizeOfShapes(shapes);
  const kept = COLUMNS.map(([name, options]) => {
    const transform = NAMED[name].build({ learningRate: 0.1, ...options });
    return megabytes(stateSize(transform, shapes).bytes);
  });
  const largest = Math.max(...Object.values(shapes).map((shape) => sizeOfShapes({ shape }).bytes));
  const sizes = [bytes, largest].map(megabytes);
  return [`${model}, ${(elements / 1e6).toFixed(1)} M`, ...sizes, ...kept];
});
const header = ['model', 'parameters', 'largest variable', ...COLUMNS.map(([, , label]) => label)];
for (const cells of [header, header.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]) {
  console.log(`| ${cells.join(' | ')} |`);
}
