// For bundlers that do not read `exports` of package.json.
export * from './lib/testing.js'
