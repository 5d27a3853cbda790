// Prints at the end which modules of OpenTelemetry a process has loaded. For `NODE_OPTIONS=--require`. The API alone does
// nothing, and prom-client loads it for a counter of its own.
process.on('exit', () => {
  const loaded = Object.keys(require.cache).filter(
    (path) => path.includes('@opentelemetry/') && !path.includes('@opentelemetry/api/'),
  );
  process.stdout.write(`LOADED ${JSON.stringify(loaded)}\n`);
});
