// The body in JSON, and the page that is made of a story: `Article` in, edited fields out. Both ways cost as much as the
// document is long, so they happen on opening and on saving, never on a key.

import type { Node } from 'prosemirror-model'
import type { Article, BlockJson, DocumentJson } from '../backend/bindings'
import { storyDate } from './date'
import { parseBody } from './parse'
import { schema } from './schema'

export { DocumentError } from './parse'

/** The fields that are written on the page itself. */
export type PageFields = Pick<Article, 'headline' | 'standfirst' | 'byline' | 'dateline' | 'body'>

/** Reads a body strictly. Throws `DocumentError` where the schema refuses it. */
export function parseDocument(json: unknown): Node {
  return parseBody(schema, json)
}

/** What blocks were written as: a save writes anew only those that changed. Nodes never change, and neither may these. */
const written = new WeakMap<Node, BlockJson>()

/** Returns the body as document JSON, in the core's canonical form. */
export function writeDocument(doc: Node): DocumentJson {
  const content = doc.children.map((block) => {
    const json = written.get(block) ?? canonical(block.toJSON() as BlockJson)
    written.set(block, json)
    return json
  })
  return { type: 'doc', content }
}

/** Leaves out the widths of a table that has none, as the core does. */
function canonical(json: BlockJson): BlockJson {
  if (json.type === 'table' && !json.attrs?.widths) delete json.attrs
  json.content?.forEach(canonical)
  return json
}

/** Builds the page of a story. Throws `DocumentError` where the schema refuses the body. */
export function pageOf(article: PageFields & Partial<Pick<Article, 'published_at' | 'language'>>): Node {
  const { headline, standfirst, byline, authors, dateline, page } = schema.nodes
  const line = (text: string) => {
    const plain = oneLine(text)
    return plain === '' ? null : schema.text(plain)
  }
  return page.create(null, [
    headline.create(null, line(article.headline)),
    standfirst.create(null, line(article.standfirst)),
    byline.create({ date: storyDate(article.published_at ?? null, article.language ?? '') }, [
      authors.create(null, line(joinNames(article.byline))),
      dateline.create(null, line(article.dateline)),
    ]),
    parseDocument(article.body),
  ])
}

/** Reads the fields back. `loaded` is what the page was made of: a field that nobody touched comes back exactly as it was. */
export function readPage(page: Node, loaded: PageFields): PageFields {
  const field = (text: string, was: string) => (oneLine(was) === text ? was : text.trim())
  const row = page.child(2)
  const names = row.child(0).textContent
  return {
    headline: field(page.child(0).textContent, loaded.headline),
    standfirst: field(page.child(1).textContent, loaded.standfirst),
    byline: oneLine(joinNames(loaded.byline)) === names ? loaded.byline : splitNames(names),
    dateline: field(row.child(1).textContent, loaded.dateline),
    body: writeDocument(page.child(3)),
  }
}

/** Returns the names as the byline row shows them, without its “By”. */
export function joinNames(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
}

/** Reads “By Ada Lovelace, Grace Hopper and Mary Shelley” as three people. */
export function splitNames(text: string): string[] {
  return text
    .replace(/^\s*by[\s:]+/i, '')
    .split(/\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s+&\s+/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** Brings a field to one line, as the page shows it. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029\t]+/g, ' ')
}
