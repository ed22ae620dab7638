import { HiCoin } from 'paysign'

export const client = new HiCoin({ appId: '10021235678', mchKey: 'mch_key_1566486321', onFailure: () => {} })
export const onEvent = () => {}
