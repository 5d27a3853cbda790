const RESOLUTION = 'src/payouts/domain/resolution';
const REVIEW = 'src/payouts/review/review.service.ts';

/** What an operator may decide, and what nobody may. */
export const RESOLVING = [
  {
    name: 'no quarantine',
    rule: 'an attempt of unknown outcome may still be executed',
    file: `${RESOLUTION}.ts`,
    find: "return action === 'mark_paid' ? null : quarantined(context);",
    replace: 'return quarantined({ ...context, attempts: [] });',
    tests: [`${RESOLUTION}.spec.ts`],
  },
  {
    name: 'resend of what the provider has',
    rule: 'a payout with a provider id is never sent again',
    file: `${RESOLUTION}.ts`,
    find: "  if (providerId !== null) return 'The provider has already accepted it.';\n",
    replace: '  void providerId;\n',
    tests: [`${RESOLUTION}.spec.ts`],
  },
  {
    name: 'resend of what expired',
    rule: 'nothing is sent after it expired',
    file: `${RESOLUTION}.ts`,
    find: "  if (expiresAt !== null && expiresAt <= context.at) return 'The payout has expired.';\n",
    replace: '  void expiresAt;\n',
    tests: [`${RESOLUTION}.spec.ts`],
  },
  {
    name: 'resend under another scope',
    rule: 'uniqueness under one scope protects nothing under another',
    file: `${RESOLUTION}.ts`,
    find: "  if (attempts.length > 0) return 'It was sent under another scope of its account than is configured now.';\n",
    replace: '  void attempts;\n',
    tests: [`${RESOLUTION}.spec.ts`],
  },
  {
    name: 'resend without a search',
    rule: 'nothing is sent again that the provider has',
    file: REVIEW,
    find: "    if (answer === 'absent') return payout;",
    replace: '    if (answer !== null) return payout;',
    tests: ['test/review.e2e-spec.ts'],
    only: 'is not sent once more when the provider has it by then',
  },
  {
    name: 'decision about another version',
    rule: 'an operator decides about what was read',
    file: REVIEW,
    find: 'if (payout.review !== null && payout.version !== confirm) {',
    replace: 'if (payout.review !== null && confirm < 0) {',
    tests: ['test/review.e2e-spec.ts'],
    only: 'is refused by rule, by its scope, by another version',
  },
];
