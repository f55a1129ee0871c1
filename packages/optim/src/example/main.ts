import * as tf from '@tensorflow/tfjs';
import { adafactor, adam, sm3 } from 'sublinear-optim';
import { trainRings } from './rings.ts';

const EPOCHS = 60;

// Each learning rate is the best of 0.003, 0.01, 0.03, 0.1 and 0.3 here.
const optimizers = {
  'adam({ learningRate: 0.01 })': adam({ learningRate: 0.01 }),
  'adafactor({ learningRate: 0.03, relativeStep: false })': adafactor({
    learningRate: 0.03,
    relativeStep: false,
  }),
  'sm3({ learningRate: 0.3, beta1: 0 })': sm3({ learningRate: 0.3, beta1: 0 }),
};

// No hint at the Node binding: the example runs in a browser as well.
tf.enableProdMode();
await tf.setBackend('cpu');
console.log(`A tf.LayersModel with 1,251 parameters learns three classes in ${EPOCHS} epochs:`);
for (const [name, optimizer] of Object.entries(optimizers)) {
  const { losses, accuracy, stateBytes } = await trainRings(optimizer, EPOCHS);
  console.log(
    `${name.padEnd(55)} loss ${losses[0]!.toFixed(3)} -> ${losses.at(-1)!.toFixed(3)}, ` +
      `accuracy ${accuracy.toFixed(2)}, optimizer state ${stateBytes} bytes`,
  );
}
