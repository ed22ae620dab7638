import * as glue from '../wasm/paysign.js'
import { Handle, innerOf } from './handle.js'
import { ready } from './instance.js'

export class HiCoin extends Handle {
  constructor(options) {
    ready()
    super(new glue.HiCoin(options))
  }

  h5PayUrl(page) {
    return innerOf(this).h5PayUrl(page)
  }
}
