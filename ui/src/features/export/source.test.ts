import { describe, expect, it } from 'vitest'
import { size } from '$/components/figures'
import { choicesOf, fieldPlace, folderName, frontMatterEnd, isListOfItsOwn, isOfTheme, linesOf, lossTitle, lossWords, optionsOf, piecesOf, placeName, selectionOf, siteWords, themeName, unnamed, LONGEST, PUBLISHED } from './source'

const markdown = '---\ntitle: "Hestray: a ferry"\ntags:\n  - Ferries\n---\n\nThe *Kittiwake* will [cost £186,000](https://h.example/m).\n\n## A road\n'

describe('the source of a preview', () => {
  const lines = linesOf(markdown)
  const end = frontMatterEnd(lines)

  it('knows where front matter ends', () => {
    expect(end).toBe(4)
    expect(frontMatterEnd(['# No front matter', '---'])).toBe(-1)
  })
  it('says exactly the text, whatever the tones', () => {
    lines.forEach((line, index) => expect(piecesOf(line, index, 'markdown', end).map((piece) => piece.text).join('')).toBe(line))
  })
  it('tells keys, quiet signs and headings apart', () => {
    const tones = (index: number) => piecesOf(lines[index]!, index, 'markdown', end).map((piece) => `${piece.tone}:${piece.text}`)
    expect(tones(0)).toEqual(['quiet:---'])
    expect(tones(1)).toEqual(['key:title:', 'plain: "Hestray: a ferry"'])
    expect(tones(6)).toEqual(['plain:The ', 'quiet:*', 'plain:Kittiwake', 'quiet:*', 'plain: will ', 'quiet:[', 'plain:cost £186,000', 'quiet:](https://h.example/m)', 'plain:.'])
    expect(tones(8)).toEqual(['strong:## A road'])
  })
  it('cuts a line that no window should lay out', () => {
    const pieces = piecesOf('x'.repeat(LONGEST + 1_234), 0, 'html', -1)
    expect(pieces[1]!.text).toBe(' … 1,234 more characters')
  })
})

describe('words of the dialog', () => {
  it('says what is lost', () => {
    expect(lossWords({ what: 'fact_box', becomes: 'becomes a titled quote', count: 1, stories: 1, kept: false, places: [] })).toEqual({ before: 'The ', name: 'fact box', after: ' becomes a titled quote.' })
    expect(lossWords({ what: 'pull_quote', becomes: 'becomes a plain quote', count: 3, stories: 2, kept: false, places: [] }).before).toBe('Each of 3 ')
    expect(lossTitle([{ what: 'a', becomes: '', count: 9, stories: 1, kept: false, places: [] }], 'markdown')).toBe('One thing Markdown cannot carry')
  })
  it('names sizes and folders', () => {
    expect([size(812), size(12_400), size(1_440_000)]).toEqual(['812 bytes', '12 kB', '1.4 MB'])
    expect(folderName('/home/ilse/courier/content/posts')).toBe('… / courier / content / posts')
    expect(folderName('C:\\posts')).toBe('C: / posts')
  })
  it('remembers what was chosen, and nothing that it does not know', () => {
    expect(choicesOf({})).toEqual({ format: 'markdown', preset: 'stet', frontMatter: true })
    expect(choicesOf({ export_format: 'site', export_preset: 'hugo', export_front_matter: 'none' })).toEqual({ format: 'site', preset: 'hugo', frontMatter: false })
    expect(choicesOf({ export_format: 'word', export_preset: 'gatsby' })).toEqual({ format: 'markdown', preset: 'stet', frontMatter: true })
  })
  it('asks for what the list shows', () => {
    const query = { text: 'section:transport', status: null, tag: null, sort: 'updated' as const }
    expect(selectionOf('list', null, [], query)).toEqual({ kind: 'query', query })
    expect(selectionOf('published', null, [], query)).toEqual({ kind: 'query', query: PUBLISHED })
    expect([query, PUBLISHED, { ...PUBLISHED, tag: 'Ferries' }, { ...query, status: 'spiked' as const }].map(isListOfItsOwn)).toEqual([true, false, true, false])
  })
  it('asks a format only for what it knows', () => {
    expect(optionsOf('html', true, ' Courier ')).toEqual({ format: 'html', front_matter: false, publication: 'Courier', preset: 'stet', strict: false })
    expect(optionsOf('text', true, 'Courier')).toEqual({ format: 'text', front_matter: false, publication: '', preset: 'stet', strict: false })
    expect(optionsOf('site', true, 'Courier')).toEqual({ format: 'html', front_matter: false, publication: 'Courier', preset: 'stet', strict: false, as_published: true })
  })
  it('gives a website its theme, and no other format', () => {
    expect(optionsOf('site', true, '', 'stet', '/themes/courier').theme).toBe('/themes/courier')
    expect(optionsOf('site', true, '')).not.toHaveProperty('theme')
    expect(optionsOf('html', true, '', 'stet', '/themes/courier')).not.toHaveProperty('theme')
    expect(['', '/themes/courier/', 'C:\\themes\\courier'].map(themeName)).toEqual(['Broadsheet', 'courier', 'courier'])
  })
  it('counts what a report does not name', () => {
    const place = (story: string) => ({ story, headline: '', field: '', path: [0], excerpt: '' })
    const loss = { what: 'embed', becomes: '', count: 250, stories: 4, kept: false, places: [place('a'), place('a'), place('b')] }
    expect(unnamed(loss)).toEqual({ places: 247, stories: 2 })
    expect([placeName(place('a')), placeName({ ...place('a'), headline: ' The pier ' })]).toEqual(['Untitled story', 'The pier'])
    expect(['byline', 'lead_image', 'published_at', ''].map(fieldPlace)).toEqual([{ page: 'authors' }, { inspector: 'lead_image' }, null, null])
  })
  it('knows the failures of a theme', () => {
    expect([{ code: 'template_invalid' }, { code: 'theme_missing' }, { code: 'disk_full' }, null].map(isOfTheme)).toEqual([true, true, false, false])
  })
  it('says what a website shows of stories that were edited since', () => {
    const report = { stories: 3, files: 12, written: 1, removed: 0, unpublished_changes: 0 }
    expect(siteWords(report)).toBe('The website has 12 files; 1 file changed.')
    expect(siteWords({ ...report, unpublished_changes: 1 })).toBe('The website has 12 files; 1 file changed. 1 story was edited since publication; the website shows what was published.')
    expect(siteWords({ ...report, written: 0, unpublished_changes: 2 })).toBe('The website is up to date. No file had to change. 2 stories were edited since publication; the website shows what was published.')
  })
})
