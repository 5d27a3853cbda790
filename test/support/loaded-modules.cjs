// Prints at the end which modules of OpenTelemetry a process has loaded. For `NODE_OPTIONS=--require`.
process.on('exit', () => {
  const loaded = Object.keys(require.cache).filter((path) => path.includes('@opentelemetry'));
  process.stdout.write(`LOADED ${JSON.stringify(loaded)}\n`);
});
