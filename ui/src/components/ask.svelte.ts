// Short questions: one for a name (`askText`), one before what cannot be undone (`askSure`). Answers come as promises.

export interface TextQuestion {
  title: string
  label: string
  value?: string
  /** The word on the button. */
  action: string
  description?: string
  placeholder?: string
  /** A sentence where the text will not do, or null. */
  fault?: (text: string) => string | null
  /** Whether an empty text is an answer. */
  optional?: boolean
}
export interface SureQuestion {
  title: string
  description: string
  action: string
  /** What goes, a line each; the first ones are shown. */
  names?: string[]
}
export type Question = ({ kind: 'text' } & TextQuestion) | ({ kind: 'sure' } & SureQuestion)

class Asking {
  question = $state.raw<Question | null>(null)
  answer: (value: string | null) => void = () => {}
}
export const asking = new Asking()

function ask(question: Question): Promise<string | null> {
  asking.answer(null)
  return new Promise((resolve) => {
    asking.answer = (value) => {
      asking.answer = () => {}
      asking.question = null
      resolve(value)
    }
    asking.question = question
  })
}

/** Asks for a line of text. Null where the editor thought better of it. */
export const askText = (question: TextQuestion): Promise<string | null> => ask({ kind: 'text', ...question })

/** Asks before something that cannot be undone. */
export const askSure = async (question: SureQuestion): Promise<boolean> => (await ask({ kind: 'sure', ...question })) !== null
