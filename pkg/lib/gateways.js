import * as glue from '../wasm/paysign.js'
import { ready } from './instance.js'

export class HiCoin extends glue.HiCoin {
  constructor(options) {
    ready()
    super(options)
  }
}
