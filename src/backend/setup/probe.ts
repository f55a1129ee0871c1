// `node --import tsx probe.ts PACKAGE`: prints the version of the native library that this package
// loads, once it has computed something. Set-up runs it as a process of its own, which a library
// built for other processors may kill without taking set-up with it.
import * as tf from '@tensorflow/tfjs-core';
import { configureTensorFlow, startTensorFlow } from '../tensorflow.ts';
import type { TensorFlowPackage } from './choice.ts';

configureTensorFlow('native', 1);
const { version } = await startTensorFlow(process.argv[2] as TensorFlowPackage);
const [product] = tf.matMul([[1, 2]], [[3], [4]]).dataSync();
if (product !== 11) throw new Error(`[1 2] times [3 4] is 11, the library says ${product}`);
console.log(version);
