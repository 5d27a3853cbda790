/** Imports point one way: common <- djamo, jumia-credits, payouts <- the composition root. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'common-imports-nothing-of-ours', severity: 'error', from: { path: '^src/common/' }, to: { path: '^src/(?!common/)' } },
    { name: 'djamo-imports-common', severity: 'error', from: { path: '^src/djamo/' }, to: { path: '^src/(?!(djamo|common)/)' } },
    { name: 'jumia-credits-imports-common', severity: 'error', from: { path: '^src/jumia-credits/' }, to: { path: '^src/(?!(jumia-credits|common)/)' } },
    { name: 'payouts-know-no-provider', severity: 'error', from: { path: '^src/payouts/' }, to: { path: '^src/(?!(payouts|common)/)' } },
    { name: 'domain-is-pure', severity: 'error', from: { path: '^src/payouts/domain/', pathNot: '\\.spec\\.ts$' }, to: { pathNot: '^src/(payouts/domain|common)/' } },
    { name: 'only-storage-touches-typeorm', severity: 'error', from: { path: '^src/', pathNot: '^src/(payouts/storage/|payouts/payouts\\.module|service/app\\.module|index)' }, to: { path: 'node_modules/(typeorm|@nestjs/typeorm|mysql2|better-sqlite3)/' } },
    { name: 'storage-imports-domain', severity: 'error', from: { path: '^src/payouts/storage/' }, to: { path: '^src/payouts/(?!(storage|domain)/)' } },
    { name: 'a-database-knows-no-table', severity: 'error', from: { path: '^src/payouts/storage/database/', pathNot: '\\.spec\\.ts$' }, to: { path: '^src/payouts/(?!storage/(database|migrations|entities)/)' } },
    { name: 'engine-imports-no-capability', severity: 'error', from: { path: '^src/payouts/engine/' }, to: { path: '^src/payouts/(?!(engine|storage|domain|payouts\\.options|payouts\\.module-definition))' } },
    { name: 'sandbox-stands-alone', severity: 'error', from: { path: '^src/sandbox/', pathNot: '\\.spec\\.ts$' }, to: { path: '^src/(?!sandbox/)' } },
    { name: 'nobody-imports-the-sandbox', severity: 'error', from: { path: '^src/(?!(sandbox|demo|cli|testing)/)', pathNot: '\\.spec\\.ts$' }, to: { path: '^src/sandbox/' } },
    { name: 'terminal-stands-alone', severity: 'error', from: { path: '^src/terminal/' }, to: { path: '^src/(?!terminal/)' } },
    { name: 'nobody-imports-the-console', severity: 'error', from: { path: '^src/(?!(console|service)/|index)' }, to: { path: '^src/console/' } },
    { name: 'the-console-calls-use-cases', severity: 'error', from: { path: '^src/console/' }, to: { path: '^src/(payouts/(storage|engine)/|(?!(console|payouts|common)/))' } },
    // The package is published without it.
    { name: 'nobody-imports-the-demo', severity: 'error', from: { path: '^src/(?!demo/)' }, to: { path: '^src/demo/' } },
    { name: 'nobody-imports-the-root', severity: 'error', from: { path: '^src/(common|djamo|jumia-credits|payouts|console|sandbox|testing)/' }, to: { path: '^src/(main|index|service/|demo/|cli/|terminal/)' } },
    // What a host installs may need only what the package brings or asks for; the standalone service is built from here.
    { name: 'no-dev-deps-in-the-package', severity: 'error', from: { path: '^src/(index|common/|djamo/|jumia-credits/|payouts/|console/|sandbox/|testing/)', pathNot: '\\.spec\\.ts$' }, to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only', 'npm-peer'] } },
    { name: 'the-package-is-no-service', severity: 'error', from: { path: '^src/index' }, to: { path: '^src/(sandbox|testing|demo|cli|service|main)' } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
