const JUMIA = 'src/jumia-credits/jumia-credits.callbacks';
const DJAMO = 'src/djamo/djamo.callbacks';
const RECEIVE = 'src/payouts/callbacks/payout-callbacks';

/** A callback makes us read, and nothing else. */
export const CALLBACKS = [
  {
    name: 'trust callback body',
    rule: 'only what the provider answers to a read counts',
    file: `${RECEIVE}.ts`,
    find: '        await transaction.callbacks.wake(payout.id, at);\n',
    replace: `        await transaction.callbacks.wake(payout.id, at);
        const told = /"(?:new_)?status":\\s*"(failed|paid|completed|delivered)"/.exec(body.toString())?.[1];
        const status = told === 'failed' ? ('failed' as const) : ('paid' as const);
        const events = [{ type: 'observed' as const, changes: { status }, data: {} }];
        if (told) await transaction.payouts.change(payout, { events, source: 'callback', at });
`,
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'guard lets everybody through',
    rule: 'only what the connector calls authentic is stored',
    file: 'src/payouts/callbacks/callback.guard.ts',
    find: '      throw new CallbackRefused();\n',
    replace: '      return true;\n',
    tests: ['test/callbacks.e2e-spec.ts'],
  },
  {
    name: 'dedupe without fetch',
    rule: 'a repeated callback asks for a read as well',
    file: `${RECEIVE}.ts`,
    find: '      if (payout?.provider === provider',
    replace: '      if (!fresh) return;\n      if (payout?.provider === provider',
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'callback of another account',
    rule: 'a signature of one account says nothing about the payouts of another',
    file: `${RECEIVE}.ts`,
    find: ' && (account === null || account === payout.account)) {',
    replace: ') {',
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'callback about a payout of a renamed account',
    rule: 'an account is held for a payout that the database has lost, not for one that it has',
    file: `${RECEIVE}.ts`,
    find: '(account === null || account === payout.account)',
    replace: 'accounts.some(({ name }) => name === payout.account)',
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'callback about a canceled payout is not read',
    rule: 'a callback has its payout read, whatever the status',
    file: 'src/payouts/storage/claims.repository.ts',
    find: "'returned', 'canceled')",
    replace: "'returned')",
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'callback about a payout that goes back to the queue',
    rule: 'what a callback tells of is looked up before it is sent again',
    file: 'src/payouts/engine/first-lookup.ts',
    find: ' && !(isRepeated && (await this.isCalledBack(payout)))',
    replace: '',
    tests: ['src/payouts/engine/first-lookup.spec.ts'],
  },
  {
    name: 'refused callback is stored',
    rule: 'who is not authentic changes nothing',
    file: `${RECEIVE}.ts`,
    find: "    if (verdict.kind === 'refused') return this.refuse(provider);\n    return { provider, account, body: Buffer.from(rawBody), verdict,",
    replace:
      "    const own = { kind: 'accepted', payoutId: /[0-9a-f-]{36}/.exec(Buffer.from(rawBody).toString())?.[0] ?? null, failureReason: null } as const;\n    return { provider, account, body: Buffer.from(rawBody), verdict: verdict.kind === 'refused' ? own : verdict,",
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'lost payout holds nothing',
    rule: 'a capability of a payout that is gone means that the books have lost it',
    file: `${RECEIVE}.ts`,
    find: '      await transaction.accounts.change(name, (state) => holdUnexplained(state, at));\n',
    replace: '      void holdUnexplained;\n',
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'callback wakes what was never sent',
    rule: 'a queued payout is sent when it is due, not when somebody calls',
    file: 'src/payouts/storage/callbacks.repository.ts',
    find: "id = :payoutId AND submitted_at IS NOT NULL AND status <> 'queued'",
    replace: 'id = :payoutId',
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'thousand callbacks, thousand reads',
    rule: 'however many callbacks, one read in five seconds',
    file: 'src/payouts/storage/callbacks.repository.ts',
    find: 'const READ_GAP_MS = 5_000;',
    replace: 'const READ_GAP_MS = 0;',
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'callback puts a read off',
    rule: 'a callback only lowers the time of the next read',
    file: 'src/payouts/storage/callbacks.repository.ts',
    find: 'CASE WHEN next_at IS NOT NULL AND next_at <=',
    replace: 'CASE WHEN next_at IS NULL AND next_at <=',
    tests: [`${RECEIVE}.spec.ts`],
  },
  {
    name: 'callback during a read beyond its lease is forgotten',
    rule: 'what a callback asked for is read, however late an answer from before is recorded',
    file: 'src/payouts/storage/callbacks.repository.ts',
    find: 'THEN next_at - 1 ELSE',
    replace: 'THEN next_at ELSE',
    tests: ['src/payouts/engine/provider-reader.spec.ts'],
  },
  {
    name: 'token for another payout',
    rule: 'a token lets its bearer have one payout read, and no other',
    file: `${JUMIA}.ts`,
    find: 'if (payoutId === null || told !== payoutId) return',
    replace: 'if (payoutId === null || told === null) return',
    tests: [`${JUMIA}.spec.ts`],
  },
  {
    name: 'body instead of the token',
    rule: 'who has no token is not authentic',
    file: `${JUMIA}.ts`,
    find: "const payoutId = readCapability(keys, 'jumia-credits', query.c);",
    replace:
      "const payoutId = readCapability(keys, 'jumia-credits', query.c) ?? (rawBody.length > 2 ? String(JSON.parse(Buffer.from(rawBody).toString()).credit?.partner_credit_id) : null);",
    tests: [`${JUMIA}.forged.spec.ts`],
  },
  {
    name: 'account without a secret is open',
    rule: 'without a secret nobody is authentic',
    file: `${DJAMO}.ts`,
    find: 'if (!isSignedBy(secrets, rawBody, headers[SIGNATURE_HEADER])) return',
    replace: 'if (secrets.length > 0 && !isSignedBy(secrets, rawBody, headers[SIGNATURE_HEADER])) return',
    tests: [`${DJAMO}.spec.ts`],
  },
  {
    name: 'secret of any account',
    rule: 'the secret of one account signs for no other',
    file: `${DJAMO}.ts`,
    find: 'const secrets = this.secrets.get(account) ?? [];',
    replace: 'const secrets = [account, ...this.secrets.keys()].flatMap((name) => this.secrets.get(name) ?? []);',
    tests: [`${DJAMO}.spec.ts`],
  },
  {
    name: 'callbacks of known content types alone',
    rule: 'an authentic callback is kept, whatever it says of its content',
    file: 'src/payouts/payouts.module.ts',
    find: '    consumer.apply(keepCallbackBody).forRoutes(...this.callbackControllers);\n',
    replace: '    void keepCallbackBody;\n',
    tests: ['test/callback-types.e2e-spec.ts'],
  },
];
