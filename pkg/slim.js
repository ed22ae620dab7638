// For bundlers that do not read `exports` of package.json.
export * from './entry/slim.js'
export { default } from './entry/slim.js'
