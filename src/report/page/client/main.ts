import { startClaims } from './claims.ts';
import { startExplorer } from './explorer.ts';

startClaims();
startExplorer();
