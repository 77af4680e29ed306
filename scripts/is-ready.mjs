// Says by its exit code whether the instance in this container takes work. For the image's health check.
const address = `http://127.0.0.1:${process.env.PORT || 3000}/readyz`;
const isReady = await fetch(address, { signal: AbortSignal.timeout(4_000) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(isReady ? 0 : 1);
