// For bundlers that do not read `exports` of package.json.
export * from './entry/page.js'
