import { ACCEPTING } from './accepting.mjs';
import { PAYDAY } from './batches.mjs';
import { CALLBACKS } from './callbacks.mjs';
import { CANCELLING } from './cancelling.mjs';
import { CONNECTORS } from './connectors.mjs';
import { CONSOLE } from './console.mjs';
import { OBSERVING } from './observing.mjs';
import { OPERATING } from './operating.mjs';
import { READING } from './reading.mjs';
import { RESENDING } from './resending.mjs';
import { RESOLVING } from './resolving.mjs';
import { SERVING } from './serving.mjs';
import { STORING } from './storage.mjs';
import { SUBMITTING } from './submitting.mjs';
import { TELLING } from './telling.mjs';
import { TRANSPORT } from './transport.mjs';

/**
 * Every bug that is planted. `find` stands in `file` exactly once; some test of `tests` has to fail with `replace` in its
 * place. `only` picks some tests of a file by their names; `mariadb` where SQLite, with one writer at a time, cannot show it.
 */
export const MUTANTS = [
  ...ACCEPTING,
  ...PAYDAY,
  ...SUBMITTING,
  ...CANCELLING,
  ...READING,
  ...RESENDING,
  ...OBSERVING,
  ...OPERATING,
  ...STORING,
  ...CALLBACKS,
  ...RESOLVING,
  ...SERVING,
  ...CONSOLE,
  ...CONNECTORS,
  ...TRANSPORT,
  ...TELLING,
];
