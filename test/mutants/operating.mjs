const VERIFY = ['src/payouts/verification/verify.spec.ts'];

/** What operators are told and rely on. */
export const OPERATING = [
  {
    name: 'metrics open without their key',
    rule: 'with METRICS_KEY nobody else reads /metrics',
    file: 'src/service/metrics/metrics.controller.ts',
    find: 'if (this.known.length > 0 && !this.mayRead(authorization)) throw unauthorized();',
    replace: 'if (this.known.length > 0 && !this.mayRead(authorization)) void unauthorized();',
    tests: ['test/metrics.e2e-spec.ts'],
  },
  {
    name: 'the verification compares only the order of the events',
    rule: 'every row equals the fold of its events',
    file: 'src/payouts/verification/difference.ts',
    find: 'return inHistory(payout, events) ?? inState(payout, events);',
    replace: 'return inHistory(payout, events) ?? (events.length < 0 ? inState(payout, events) : null);',
    tests: VERIFY,
  },
  {
    name: 'the verification reports what changed meanwhile',
    rule: 'a payout that changed between two reads does not differ',
    file: 'src/payouts/verification/verify.ts',
    find: '      await payouts.lock(ids),\n',
    replace: '      new Map(suspects.map((payout) => [payout.id, payout])),\n',
    tests: VERIFY,
  },
  {
    name: 'each kind of failed read is told',
    rule: 'reads that fail are told once when they begin and once when they end',
    file: 'src/payouts/engine/read-health.ts',
    find: "if (outcome !== 'ok' && before === 'ok')",
    replace: "if (outcome !== 'ok')",
    tests: ['src/payouts/engine/provider-reader.spec.ts'],
  },
  {
    name: 'what is found before the first POST is sent anyway',
    rule: 'what the provider has is not sent to it, whatever a restored database says',
    file: 'src/payouts/engine/first-lookup.ts',
    find: "if (answer === 'absent') return null;",
    replace: "if (answer === 'absent' || answer.fact !== 'unknown') return null;",
    tests: ['src/payouts/engine/first-lookup.spec.ts'],
  },
  {
    name: 'a first look-up without an answer counts as absent',
    rule: 'no answer proves nothing',
    file: 'src/payouts/engine/first-lookup.ts',
    find: '      return { outcome, closing: [] };',
    replace: '      return outcome && null;',
    tests: ['src/payouts/engine/first-lookup.spec.ts'],
  },
  {
    name: 'an error of a count goes through',
    rule: 'whoever counts disturbs no payout',
    file: 'src/payouts/engine/telemetry.ts',
    find: '    } catch {\n',
    replace: '    } catch (error) {\n      throw error;\n',
    tests: ['src/payouts/engine/telemetry.spec.ts'],
  },
];
