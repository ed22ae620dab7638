export default {
  // As for a container: what is traced, and nothing beside it.
  output: 'standalone',
  // Only because this project lies inside another, whose lock file Next would find.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
}
