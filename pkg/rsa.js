// For bundlers that do not read `exports` of package.json.
export * from './entry/rsa.js'
export { default } from './entry/rsa.js'
