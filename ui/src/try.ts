import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import { mount } from 'svelte'
import Page from './editor/Page.svelte'
import story from '/tmp/edtry/story.json'
const article: any = location.hash.includes('empty') ? { ...story.article, headline: '', standfirst: '', byline: [], dateline: '', published_at: null, body: { type: 'doc', content: [{ type: 'paragraph' }] } } : story.article
if (location.hash.includes('dark')) document.documentElement.dataset.theme = 'dark'
;(window as any).page = mount(Page, { target: document.getElementById('desk')!, props: { story: 'x', article, language: location.hash.includes("rtl") ? "ar" : "en-GB", onedit: () => ((window as any).edits = ((window as any).edits ?? 0) + 1), onstats: (s: any) => ((window as any).stats = s) } })
const w = 'The last boat of the day will still leave for Hestray at five this winter after councillors voted six to five on Tuesday night to keep a service that its own operator had called finished and the roof of the bandstand waits another year while the harbour committee counts its coins again'.split(' ')
;(window as any).big = (words: number, plain: boolean) => {
  const n = Math.round(words / w.length)
  if (plain) {
    document.body.replaceChildren()
    const s = document.createElement('div'); s.style.cssText = 'height:100vh;overflow:auto'
    const d = document.createElement('div'); d.contentEditable = 'true'; d.className = 'story'; d.style.outline = 'none'; d.style.whiteSpace = 'pre-wrap'
    const b = document.createElement('div'); b.className = 'body'
    for (let i = 0; i < n; i++) { const p = document.createElement('p'); p.textContent = w.join(' ') + '.'; b.append(p) }
    d.append(b); s.append(d); document.body.append(s); d.focus()
    const p = b.children[Math.floor(n / 2)]; p.scrollIntoView({ block: 'center' }); getSelection()!.collapse(p.firstChild, 60)
  } else {
    const p = (window as any).page, a = { ...article, body: { type: 'doc', content: Array.from({ length: n }, () => ({ type: 'paragraph', content: [{ type: 'text', text: w.join(' ') + '.' }] })) } }
    p.replace(a); p.goTo(Math.floor(n / 2))
  }
}
;(window as any).measure = () => {
  const out: number[] = []
  ;(window as any).lat = out
  window.addEventListener('keydown', (e) => { const t = e.timeStamp; requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => out.push(performance.now() - t); c.port2.postMessage(0) }) }, true)
}
