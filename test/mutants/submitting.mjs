const RECORDER = ['src/payouts/engine/recorder.spec.ts'];
const SUBMITTER = ['src/payouts/engine/submitter.spec.ts'];
const LOOP = ['src/payouts/engine/worker.spec.ts'];

/** Intent, guard, one POST, its outcome in the books; and what reads after it. */
export const SUBMITTING = [
  {
    name: 'send before COMMIT',
    rule: 'no byte leaves before the intent is committed',
    file: 'src/payouts/engine/submitter.ts',
    find: '        return this.commitIntents(transaction, claimed, claimedAt);',
    replace: `        const started = await this.commitIntents(transaction, claimed, claimedAt);
        const never = () => false;
        for (const one of started) void this.send(one, { draining: never, abandoned: never });
        return [];`,
    tests: LOOP,
  },
  {
    name: 'send although the COMMIT is unknown',
    rule: 'no byte leaves before the COMMIT is known',
    file: 'src/payouts/engine/submitter.ts',
    find: '    const claimed = await this.context.unitOfWork.read((transaction) => transaction.claims.bearing(leaseToken));',
    replace: `    const claimed = await this.context.unitOfWork.read((transaction) => transaction.claims.bearing(leaseToken));
    for (const payout of claimed) {
      const found = this.context.registry.of(payout);
      if (found) void this.post(payout, found);
    }`,
    tests: SUBMITTER,
  },
  {
    name: 'unknown claim stays',
    rule: 'nothing was sent for a claim whose COMMIT got no answer',
    file: 'src/payouts/engine/submitter.ts',
    find: '      if (error instanceof CommitUnknownError) {',
    replace: '      if (error instanceof CommitUnknownError && leaseToken.length === 0) {',
    tests: SUBMITTER,
  },
  {
    name: 'no attempt before the POST',
    rule: 'an attempt is written before its first byte',
    file: 'src/payouts/engine/submitter.ts',
    find: '    await transaction.attempts.startAll(attempts);\n',
    replace: '',
    tests: SUBMITTER,
  },
  {
    name: 'attempts of a set are exchanged',
    rule: 'each payout of a set is sent under its own attempt',
    file: 'src/payouts/engine/submitter.ts',
    find: '      const attempt = attempts[index];',
    replace: '      const attempt = attempts[attempts.length - 1 - index];',
    tests: SUBMITTER,
  },
  {
    name: 'two POSTs for one attempt',
    rule: 'exactly one POST for each attempt',
    file: 'src/payouts/engine/submitter.ts',
    find: '      return await connector.submit(toInstruction(payout, account, this.context.settings.callbacks));',
    replace: `      const instruction = toInstruction(payout, account, this.context.settings.callbacks);
      const outcome = await connector.submit(instruction);
      return outcome.kind === 'unknown' ? await connector.submit(instruction) : outcome;`,
    tests: SUBMITTER,
  },
  {
    name: 'drop event when fence lost',
    rule: 'an answer is evidence, also when somebody else holds the lease',
    file: 'src/payouts/engine/submitter.ts',
    find: '    const ours = payout.leaseToken === started.payout.leaseToken;\n',
    replace: '    const ours = payout.leaseToken === started.payout.leaseToken;\n    if (!ours) return null;\n',
    tests: SUBMITTER,
  },
  {
    name: 'late answer ends the lease of another',
    rule: 'nobody gives back what another worker holds',
    file: 'src/payouts/engine/submitter.ts',
    find: 'const ours = payout.leaseToken === started.payout.leaseToken;',
    replace: 'const ours = payout.leaseToken !== null;',
    tests: SUBMITTER,
  },
  {
    name: 'resend without a look-up',
    rule: 'what may have been executed is looked up first',
    file: 'src/payouts/engine/submitter.ts',
    find: "if (after.status === 'unconfirmed') return { nextAt: at, pollStep: 0, resendAt: null };",
    replace: "if (after.status === 'unconfirmed') return { nextAt: at, pollStep: 0, resendAt: at };",
    tests: SUBMITTER,
  },
  {
    name: 'late 409 takes nothing back',
    rule: 'after a 409 on any attempt nothing more is POSTed, whatever a search allowed before',
    file: 'src/payouts/engine/submitter.ts',
    find: "if (after.status === 'unconfirmed') return { nextAt: at, pollStep: 0, resendAt: null };",
    replace: "if (after.status === 'unconfirmed') return { nextAt: at, pollStep: 0 };",
    tests: SUBMITTER,
  },
  {
    name: 'unknown outcome is never looked up',
    rule: 'none is lost: a payout in doubt is read at once',
    file: 'src/payouts/engine/submitter.ts',
    find: "if (after.status === 'unconfirmed') return { nextAt: at, pollStep: 0, resendAt: null };",
    replace: "if (after.status === 'unconfirmed') return { nextAt: null, pollStep: 0 };",
    tests: SUBMITTER,
  },
  {
    name: 'held account sends',
    rule: 'nothing is sent while the account is held',
    file: 'src/payouts/engine/submitter.ts',
    find: '        if (hold !== null && (probe === null || !isProbed(hold))) return [];\n',
    replace: '        if (hold !== null && probe !== null && !isProbed(hold)) return [];\n',
    tests: SUBMITTER,
  },
  {
    name: 'no guard',
    rule: 'no POST begins that another worker could overtake',
    file: 'src/payouts/engine/submitter.ts',
    find: 'return { outcome: refused ?? (await this.post(payout, found)), closing: [] };',
    replace: 'void refused;\n    return { outcome: await this.post(payout, found), closing: [] };',
    tests: SUBMITTER,
  },
  {
    name: 'payout found before its POST is sent',
    rule: 'what a read has found at the provider meanwhile is not sent to it',
    file: 'src/payouts/engine/submitter.ts',
    find: '    if (changed) return { outcome: changed, closing: [] };\n',
    replace: '',
    tests: ['src/payouts/engine/first-lookup.spec.ts'],
  },
  {
    name: 'payout whose claim nobody can confirm is sent',
    rule: 'no answer proves nothing',
    file: 'src/payouts/engine/lease-check.ts',
    find: "    return refusal('the database did not tell whether the payout has changed');",
    replace: '    return null;',
    tests: ['src/payouts/engine/lease-check.spec.ts'],
  },
  {
    name: 'guard by one clock',
    rule: 'the monotonic clock stands still while a machine sleeps',
    file: 'src/payouts/engine/lease-check.ts',
    find: 'return Math.max(clock.monotonic() - claimedAt.monotonic, clock.now() - claimedAt.wall);',
    replace: 'return clock.monotonic() - claimedAt.monotonic;',
    tests: ['src/payouts/engine/lease-check.spec.ts'],
  },
  {
    name: 'guard forgets the timeout',
    rule: 'the whole POST must fit into the lease',
    file: 'src/payouts/engine/lease-check.ts',
    find: 'return lease - elapsed(claimedAt, clock) >= submitTimeout + lease / 8',
    replace: 'return lease - elapsed(claimedAt, clock) >= 0',
    tests: ['src/payouts/engine/lease-check.spec.ts'],
  },
  {
    name: 'whatever throws was not sent',
    rule: 'a connector that throws has not told what happened',
    file: 'src/common/submit-outcome.ts',
    find: "return { kind: 'unknown', duplicate: false, reason,",
    replace: "return { kind: 'not_sent', cause: 'no_connection', reason,",
    tests: SUBMITTER,
  },
  {
    name: 'answer lost with the database',
    rule: 'what a provider answered is written down however long it takes, whatever the error',
    file: 'src/payouts/engine/persist.ts',
    find: '    if (abandoned()) throw error;',
    replace: "    if (abandoned() || (error as Error).name !== 'DatabaseUnavailableError') throw error;",
    tests: ['src/payouts/engine/persist.spec.ts'],
  },
  {
    name: 'recipient that nobody vouched for',
    rule: 'a check that got no answer sends nothing',
    file: 'src/payouts/engine/recipient-check.ts',
    find: '    return { outcome, closing: [] };',
    replace: '    return outcome && null;',
    tests: SUBMITTER,
  },
  {
    name: 'reset submitting → queued at boot',
    rule: 'a payout whose process died is looked up, not sent',
    file: 'src/payouts/engine/worker.ts',
    find: '    if (!(await this.isWorker())) return;\n',
    replace: `    if (!(await this.isWorker())) return;
    const reset =
      "UPDATE cauri_payout SET status = 'queued', lease_token = NULL, lease_until = NULL, next_at = 0 WHERE status = 'submitting'";
    if (this.scopesSweptAt === null) {
      await this.context.unitOfWork.run((transaction) => Reflect.get(transaction, 'manager').query(reset));
    }
`,
    tests: LOOP,
  },
  {
    name: 'clear lease on shutdown during send',
    rule: 'a POST under way keeps its lease',
    file: 'src/payouts/engine/worker.ts',
    find: '    this.dispatcher.drain();\n',
    replace: `    this.dispatcher.drain();
    const clear =
      "UPDATE cauri_payout SET lease_token = NULL, lease_until = NULL, next_at = 0 WHERE status = 'submitting'";
    await this.context.unitOfWork.run((transaction) => Reflect.get(transaction, 'manager').query(clear));
`,
    tests: LOOP,
  },
  {
    name: 'shutdown waits for no answer',
    rule: 'a POST under way is awaited: its answer exists only here',
    file: 'src/payouts/engine/worker.ts',
    find: '    await Promise.race([this.dispatcher.idle(), tooLong]);\n',
    replace: '    void tooLong;\n',
    tests: LOOP,
  },
  {
    name: 'shutdown goes on claiming',
    rule: 'nothing is claimed during a shutdown',
    file: 'src/payouts/engine/dispatcher.ts',
    find: '  drain(): void {\n    this.draining = true;',
    replace: '  drain(): void {\n    this.draining = false;',
    tests: LOOP,
  },
  {
    name: 'read-only run sends',
    rule: 'a run that only reads sends nothing',
    file: 'src/payouts/engine/dispatcher.ts',
    find: '      if (!readOnly) busy =',
    replace: '      if (readOnly || !readOnly) busy =',
    tests: LOOP,
  },
  {
    name: 'more intents than places',
    rule: 'no more attempts in doubt than POSTs under way',
    file: 'src/payouts/engine/dispatcher.ts',
    find: 'const started = await this.steps.submitter.start(account, free);',
    replace: 'const started = await this.steps.submitter.start(account, 50);',
    tests: LOOP,
  },
  {
    name: 'resend time survives the POST',
    rule: 'after each POST without an answer the provider is asked first',
    file: 'src/payouts/engine/submitter.ts',
    find: 'pollStep: 0, resendAt: null, absences: 0 };',
    replace: 'pollStep: 0, absences: 0 };',
    tests: SUBMITTER,
  },
  {
    name: 'outcome booked twice',
    rule: 'a record whose COMMIT got no answer runs again unharmed',
    file: 'src/payouts/engine/submitter.ts',
    find: 'if (!attempt || !account || isRecorded(attempt, outcome)) return null;',
    replace: 'if (!attempt || !account || (isRecorded(attempt, outcome) && !started)) return null;',
    tests: SUBMITTER,
  },
  {
    name: 'id of every version',
    rule: 'one id for ever: a second reference is a second payout',
    file: 'src/payouts/engine/instruction.ts',
    find: '    payoutId: payout.id,',
    replace: '    payoutId: payout.id + payout.version,',
    tests: SUBMITTER,
  },
  {
    name: 'outcomes hold nothing',
    rule: 'an outage puts a handful in doubt, not the payroll',
    file: 'src/payouts/engine/submitter.ts',
    find: '      account: both(told, afterSettling(payout, applyEvents(payout, events), funds)),\n',
    replace:
      '      account: (state) => (both(told, afterSettling(payout, applyEvents(payout, events), funds)) ? state : state),\n',
    tests: SUBMITTER,
  },
  {
    name: 'alarm of an answer holds nothing',
    rule: 'unexplained money stops the account',
    file: 'src/payouts/domain/account-hold.ts',
    find: 'return (state) => afterAlarms(alarms, at)(holdAfter(state, outcome, { startedAt, holdPlan, at }));',
    replace: 'return (state) => (alarms ? holdAfter(state, outcome, { startedAt, holdPlan, at }) : state);',
    tests: SUBMITTER,
  },
  {
    name: "one member's outcome written to another",
    rule: 'each decision of a group is about its own payout',
    file: 'src/payouts/engine/recorder.ts',
    find: 'const about = known.get(recording.payoutId);',
    replace: 'const about = [...known.values()].at(-1);',
    tests: RECORDER,
  },
  {
    name: 'group answered before its COMMIT',
    rule: 'nobody believes a decision to be written that is not',
    file: 'src/payouts/engine/recorder.ts',
    find: '    const recorded = await this.group.add(recording);\n',
    replace:
      '    const adding = this.group.add(recording).catch(() => new Error());\n    const recorded = await Promise.race([adding, Promise.resolve({} as StoredPayout)]);\n',
    tests: RECORDER,
  },
  {
    name: 'outcome of one member is written to another',
    rule: 'each decision of a group is about its own payout',
    file: 'src/payouts/engine/recorder.ts',
    find: 'const changes: DecidedChange[] = decided.map(({ payout, change }) => ({ payout, change }));',
    replace:
      'const changes: DecidedChange[] = decided.map(({ payout }, index) => ({ payout, change: (decided[decided.length - 1 - index] ?? decided[0] as Decided).change }));',
    tests: RECORDER,
  },
  {
    name: 'decisions of a group do not see each other',
    rule: 'a second decision about a payout is taken after the first is written',
    file: 'src/payouts/engine/recorder.ts',
    find: '  return first.size === 0 ? [] : [[...first.values()], ...rounds(rest)];',
    replace: '  return rest.length > 99 ? rounds(rest) : [[...recordings]];',
    tests: RECORDER,
  },
  {
    name: 'poisoned member fails its group',
    rule: 'what cannot be decided about one payout holds up no other',
    file: 'src/payouts/engine/recorder.ts',
    find: "      results.set(recording, error instanceof Error ? error : new Error('a decision failed'));",
    replace: '      throw error;',
    tests: RECORDER,
  },
  {
    name: 'value of one fails its group',
    rule: 'what the database cannot hold of one payout holds up no other',
    file: 'src/payouts/engine/recorder.ts',
    find: '  return ![CommitUnknownError,',
    replace: '  return error === null && ![CommitUnknownError,',
    tests: RECORDER,
  },
  {
    name: 'account of a group changed once',
    rule: 'every outcome of a group counts for its account',
    file: 'src/payouts/engine/recorder.ts',
    find: 'all.reduce((state, change) => change(state), before)',
    replace: 'all.slice(-1).reduce((state, change) => change(state), before)',
    tests: RECORDER,
  },
];
