// Searches the site without a server: the index lies in search/*.js, parts that hold lines of [headline, address, summary, date, names and tags].
(() => {
  const field = document.getElementById('q'), found = document.getElementById('found'), said = document.getElementById('said')
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const parts = Number(found.dataset.parts)
  let stories = [], waiting = parts, asked = false
  window.stetSearch = (list) => {
    for (const story of list) stories.push({ story, title: fold(story[0]), all: fold(story.join(' ')) })
    waiting -= 1
    if (waiting === 0) show()
  }
  const load = () => {
    if (asked) return
    asked = true
    for (let part = 0; part < parts; part++) {
      const script = document.createElement('script')
      script.src = `search/${part}.js`
      document.head.append(script)
    }
  }
  const startsWord = (text, word) => text.startsWith(word) || new RegExp(`[^\\p{L}\\p{N}]${word.replace(/[^\p{L}\p{N}]/gu, '\\$&')}`, 'u').test(text)
  const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more)
  const day = (date) => new Date(`${date}T00:00Z`).toLocaleDateString(document.documentElement.lang || 'en', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  const show = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean)
    found.replaceChildren()
    said.textContent = ''
    if (words.length === 0 || waiting > 0) return
    const hits = stories
      .filter((entry) => words.every((word) => startsWord(entry.all, word)))
      .map((entry) => ({ entry, rank: words.filter((word) => startsWord(entry.title, word)).length }))
      .sort((a, b) => b.rank - a.rank || (a.entry.story[3] < b.entry.story[3] ? 1 : -1))
    said.textContent = hits.length === 0 ? 'No story has these words.' : hits.length === 1 ? '1 story' : `${hits.length} stories`
    for (const { entry: { story } } of hits.slice(0, 50)) {
      const card = element('article', '', { className: 'card' }), title = element('h2', '')
      title.append(element('a', story[0], { href: story[1] }))
      const by = element('p', '', { className: 'by' })
      by.append(element('time', day(story[3]), { dateTime: story[3] }))
      card.append(title, element('p', story[2]), by)
      found.append(card)
    }
  }
  field.addEventListener('focus', load)
  field.addEventListener('input', () => { load(); show() })
  field.form.addEventListener('submit', (event) => event.preventDefault())
  field.value = new URLSearchParams(location.search).get('q') ?? ''
  if (field.value) load()
})()
