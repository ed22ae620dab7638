import { PayError } from 'paysign'

globalThis.isOurs = (error) => error instanceof PayError
