// Says a failure in passing, with the words of backend/errors.ts.
import { wordsFor } from '$/backend/errors'
import { notify } from './toast'

/** Shows a failure as a notice that stays until it is closed. `retry` offers to do it again. */
export function sayFailure(failure: unknown, retry?: () => unknown): void {
  const { title, text, action, code, detail } = wordsFor(failure)
  if (code === 'cancelled') return void notify({ text: `${title} ${text}` })
  notify({
    id: `failure-${code}`, tone: 'failure', text: `${title} ${text} ${action}`, detail: detail ? `${code}: ${detail}` : code,
    ...(retry ? { action: { label: 'Retry', run: retry } } : {}),
  })
}
