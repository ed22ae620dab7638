import init, { BitCV } from 'paysign'

globalThis.opened = init().then(() => new BitCV({ appId: 'a', appSecret: 'secret' }))
