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
    name: 'an error of a count goes through',
    rule: 'whoever counts disturbs no payout',
    file: 'src/payouts/engine/telemetry.ts',
    find: '    } catch {\n',
    replace: '    } catch (error) {\n      throw error;\n',
    tests: ['src/payouts/engine/telemetry.spec.ts'],
  },
];
