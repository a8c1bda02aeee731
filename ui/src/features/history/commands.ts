// The commands of History, known from the start: what they do is fetched with the room when one of them first runs.
import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right'
import Columns2 from '@lucide/svelte/icons/columns-2'
import FileDown from '@lucide/svelte/icons/file-down'
import History from '@lucide/svelte/icons/history'
import Link from '@lucide/svelte/icons/link'
import PenLine from '@lucide/svelte/icons/pen-line'
import Play from '@lucide/svelte/icons/play'
import Search from '@lucide/svelte/icons/search'
import Undo2 from '@lucide/svelte/icons/undo-2'
import UserPen from '@lucide/svelte/icons/user-pen'
import { sayFailure } from '$/components/failure'
import { register, run } from '$/features/commands.svelte'
import { library } from '$/features/library/library.svelte'
import { past } from '$/features/library/past.svelte'
import { session } from '$/features/story/session.svelte'
import { door } from './door.svelte'
import type { View } from './historyMode.svelte'

type Room = NonNullable<typeof door.room>

/** Runs something behind the door. */
const behind = (act: (room: Room) => unknown) => async (): Promise<void> => {
  try {
    await act(await door.load())
  } catch (failure) {
    sayFailure(failure)
  }
}

/** As `behind`, with the history of the open story on the page. */
const inHistory = (act: (room: Room) => unknown) =>
  behind(async (room) => {
    await room.historyMode.enter()
    if (door.active) await act(room)
  })

export function registerCommands(): void {
  const group = 'History'
  const open = () => session.story !== null
  const active = () => door.active
  const mode = () => (door.active ? (door.room?.historyMode ?? null) : null)
  const view = (view: View) => behind(({ historyMode }) => (historyMode.view = view))
  register(
    { id: 'history.open', title: 'History', group, shortcut: 'Mod+H', icon: History, keywords: 'revisions versions timeline compare', when: open, run: behind(({ historyMode }) => (door.active ? historyMode.leave() : historyMode.enter())) },
    { id: 'history.next', title: 'Next change', group, shortcut: 'F7', when: active, run: behind(({ historyMode }) => historyMode.step(1)) },
    { id: 'history.previous', title: 'Previous change', group, shortcut: 'Shift+F7', when: active, run: behind(({ historyMode }) => historyMode.step(-1)) },
    { id: 'history.with-previous', title: 'Compare with the previous revision', group, icon: ArrowLeftRight, when: active, run: behind(({ historyMode }) => historyMode.besidePrevious()) },
    { id: 'history.with-draft', title: 'Compare with the current draft', group, icon: ArrowLeftRight, when: active, run: behind(({ historyMode }) => historyMode.besideDraft()) },
    {
      id: 'history.with-published', title: 'Compare with the last published revision', group, icon: ArrowLeftRight,
      when: () => mode()?.publishedSide != null, run: behind(({ historyMode }) => historyMode.besidePublished()),
    },
    { id: 'history.in-place', title: 'Show changes in place', group, when: active, run: view('in_place') },
    { id: 'history.side-by-side', title: 'Show changes side by side', group, icon: Columns2, when: active, run: view('side_by_side') },
    { id: 'history.source', title: 'Show changes as source', group, when: active, run: view('source') },
    {
      id: 'history.restore', title: 'Restore this revision', group, icon: Undo2, keywords: 'revert take back',
      when: () => mode()?.target != null,
      run: behind(({ historyMode, restoreWhole }) => historyMode.target !== null && restoreWhole(historyMode.target)),
    },
    { id: 'history.name', title: 'Name or rename this revision', group, keywords: 'label pin version', when: () => mode()?.subject != null, run: behind(({ historyMode }) => (historyMode.naming = historyMode.subject)) },
    { id: 'history.link', title: 'Copy a link to this revision', group, icon: Link, keywords: 'address share', when: () => mode()?.subject != null, run: behind(({ historyMode, copyRevisionLink }) => copyRevisionLink(historyMode.story, historyMode.subject)) },
    { id: 'history.beside', title: 'Open an old revision beside the draft', group, icon: Columns2, keywords: 'two columns side split', when: open, run: behind(({ beside, historyMode }) => beside.open(door.active ? historyMode.subject : null)) },
    { id: 'history.play', title: 'Play the drafting', group, icon: Play, keywords: 'film playback replay animation', when: open, run: inHistory(({ player }) => player.start()) },
    { id: 'history.passage', title: 'Find a passage in the history…', group, icon: Search, keywords: 'sentence words came changed went', when: open, run: inHistory(({ passages }) => passages.show()) },
    { id: 'history.appeared', title: 'When did this appear?', group, shortcut: 'Mod+Shift+A', icon: Search, keywords: 'selection passage blame origin', when: open, run: behind(({ whenAppeared }) => whenAppeared()) },
    {
      id: 'find.past', title: 'Search old revisions', group: 'Library', icon: Search, keywords: 'past history words gone', when: () => library.info !== null,
      run: () => { run('find.library'); past.on = true },
    },
    { id: 'history.redline', title: 'Export this comparison as a redline…', group, icon: FileDown, keywords: 'html page send writer track changes', when: active, run: behind(({ exportRedline }) => exportRedline()) },
    { id: 'history.since', title: 'Show what changed since publication', group, keywords: 'update published corrections', when: () => session.changedSincePublication, run: inHistory(({ historyMode }) => historyMode.sincePublication()) },
    {
      id: 'story.correction', title: 'Draft a correction…', group, icon: PenLine, keywords: 'corrections published wrong mistake', when: () => session.story?.published_revision != null && !session.readOnly,
      run: inHistory(({ historyMode, correcting }) => { historyMode.sincePublication(); return correcting.begin() }),
    },
    { id: 'view.blame', title: 'Who wrote what, in the margin', group, icon: UserPen, keywords: 'blame annotate author origin revision words', when: open, run: () => door.toggleBlame() },
    { id: 'history.leave', title: 'Leave history', group, shortcut: 'Escape', passive: true, when: active, run: behind(({ historyMode }) => historyMode.leave()) },
  )
}
