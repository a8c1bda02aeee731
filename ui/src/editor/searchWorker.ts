// Runs regular expressions off the page: one that explodes takes this worker with it, not the window.

import { findAll, MOST, PatternError, type Hit, type Query, type Stretch } from './search'

export interface Request {
  stretches: Stretch[]
  query: Query
  replacement?: string
}

/** `slow`: the engine gave up within a paragraph, so that "no hits" would be untrue. */
export type Reply = { hits: Hit[] } | { refused: string } | { slow: true }

/**
 * How long one paragraph may take. JavaScriptCore ends an expression that explodes after some 10⁸ steps and calls it "no match";
 * on a fast machine that comes before the limit for the whole story, and only the time tells it from an honest answer.
 */
const PARAGRAPH_MS = 100

const worker = self as unknown as { onmessage: ((event: MessageEvent<Request>) => void) | null; postMessage: (reply: Reply) => void }

worker.onmessage = ({ data: { stretches, query, replacement } }) => {
  try {
    const hits: Hit[] = []
    for (const stretch of stretches) {
      const started = performance.now()
      const found = findAll([stretch], query, replacement)
      if (found.length === 0 && performance.now() - started > PARAGRAPH_MS) return worker.postMessage({ slow: true })
      hits.push(...found)
      if (hits.length >= MOST) break
    }
    worker.postMessage({ hits: hits.slice(0, MOST) })
  } catch (failure) {
    worker.postMessage({ refused: failure instanceof PatternError ? failure.message : String(failure) })
  }
}
