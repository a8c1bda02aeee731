// Runs regular expressions off the page: one that explodes takes this worker with it, not the window.

import { findAll, PatternError, type Hit, type Query, type Stretch } from './search'

export interface Request {
  stretches: Stretch[]
  query: Query
  replacement?: string
}

export type Reply = { hits: Hit[] } | { refused: string }

const worker = self as unknown as { onmessage: ((event: MessageEvent<Request>) => void) | null; postMessage: (reply: Reply) => void }

worker.onmessage = ({ data: { stretches, query, replacement } }) => {
  try {
    worker.postMessage({ hits: findAll(stretches, query, replacement) })
  } catch (failure) {
    worker.postMessage({ refused: failure instanceof PatternError ? failure.message : String(failure) })
  }
}
