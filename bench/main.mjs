import { compareBatches } from './batch.mjs';
import { compareLoads } from './compare.mjs';
import { compareScales } from './scale.mjs';
import { Stage } from './stage.mjs';
import { compareWebhooks } from './webhooks.mjs';

/** `npm run bench [-- load | scale | batch | webhooks] [count] [runs]`. */
const BENCHES = { load: compareLoads, scale: compareScales, batch: compareBatches, webhooks: compareWebhooks };
const [name = 'load', ...numbers] = process.argv.slice(2);
const bench = BENCHES[name];
if (!bench) throw new Error(`${name} is none of ${Object.keys(BENCHES).join(', ')}`);

const stage = await Stage.open();
try {
  await bench(stage, ...numbers.map(Number));
} finally {
  await stage.close();
}
