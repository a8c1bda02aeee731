// Failures as the desk knows them: a code from core, and the words that people read for it.
import type { ErrorCode } from './bindings'

/** A failure of a command. `code` is core's; `detail` is for those who fold it open. */
export class StetError extends Error {
  constructor(
    readonly code: ErrorCode | 'unreachable',
    readonly detail: string,
    /** For `stale_save`: the version that the library has now. */
    readonly current: number | null = null,
  ) {
    super(detail)
  }

  static from(failure: unknown): StetError {
    if (failure instanceof StetError) return failure
    if (typeof failure === 'object' && failure !== null && 'code' in failure) {
      const { code, detail, current } = failure as { code: ErrorCode; detail?: string; current?: number | null }
      return new StetError(code, detail ?? '', current ?? null)
    }
    return new StetError('unreachable', String(failure))
  }
}
