// wasm-bindgen's glue serves one instance for good. Put into a function, it serves as many as are needed: what belongs to
// one that failed (its classes, the slots of its objects, its finalisers) never meets another. The loading is left to
// pkg/lib/instance.js. The parentheses tell engines that the function will be called at once: they read it once, not twice.

/** The glue as a module that exports `freshGlue`, and `build`, which names the module that it belongs to. */
export function renewable(glue, build) {
  const at = glue.indexOf('async function __wbg_load(')
  const names = [...glue.matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name)
  const [, imports, body] = /^((?:import .*\n)*)([^]*)$/.exec(
    // Views of a memory that grew have another buffer. Whether theirs is detached need not be asked, and must not: where
    // buffers cannot tell, Object.prototype may.
    glue
      .slice(0, at)
      .replace(/^export (?=class|function)/gm, '')
      .replace(
        /(\w+\.buffer)\.detached === true \|\| \(\1\.detached === undefined && (\1 !== wasm\.memory\.buffer)\)/g,
        '$2',
      ),
  )
  if (at < 0 || imports.includes('*') || /^(?:export|import) |\.detached/m.test(body))
    throw new Error('wasm-bindgen writes other glue than it did')
  return `${imports}
export const build = '${build}'

/** Glue for one more instance. */
export const freshGlue = (() => {
${body}
  const start = (exports) => __wbg_finalize_init({ exports })
  return { imports: __wbg_get_imports(), start, ${names.join(', ')} }
})
`
}

/** The module with a custom section `build`, by which pkg/lib/instance.js knows whether it belongs to the glue. */
export function withBuild(wasm, build) {
  const name = Buffer.from('build')
  const content = Buffer.concat([Buffer.from([name.length]), name, Buffer.from(build)])
  // Lengths below 128 are one byte each.
  return Buffer.concat([wasm, Buffer.from([0, content.length]), content])
}
