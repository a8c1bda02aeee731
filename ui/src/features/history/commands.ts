// The commands of History.
import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right'
import Columns2 from '@lucide/svelte/icons/columns-2'
import History from '@lucide/svelte/icons/history'
import Undo2 from '@lucide/svelte/icons/undo-2'
import { register } from '$/features/commands.svelte'
import { session } from '$/features/story/session.svelte'
import { historyMode, type View } from './historyMode.svelte'
import { restoreWhole } from './restore'
import { lastPublished, restoreTarget } from './sides'

export function registerCommands(): void {
  const active = () => historyMode.active
  const group = 'History'
  const view = (view: View) => () => void (historyMode.view = view)
  register(
    { id: 'history.open', title: 'History', group, shortcut: 'Mod+H', icon: History, keywords: 'revisions versions timeline compare', when: () => session.story !== null, run: () => (historyMode.active ? historyMode.leave() : historyMode.enter()) },
    { id: 'history.next', title: 'Next change', group, shortcut: 'F7', when: active, run: () => historyMode.step(1) },
    { id: 'history.previous', title: 'Previous change', group, shortcut: 'Shift+F7', when: active, run: () => historyMode.step(-1) },
    { id: 'history.with-previous', title: 'Compare with the previous revision', group, icon: ArrowLeftRight, when: active, run: () => historyMode.besidePrevious() },
    { id: 'history.with-draft', title: 'Compare with the current draft', group, icon: ArrowLeftRight, when: active, run: () => historyMode.besideDraft() },
    {
      id: 'history.with-published', title: 'Compare with the last published revision', group, icon: ArrowLeftRight,
      when: () => historyMode.active && lastPublished(historyMode.ground) !== null, run: () => historyMode.besidePublished(),
    },
    { id: 'history.in-place', title: 'Show changes in place', group, when: active, run: view('in_place') },
    { id: 'history.side-by-side', title: 'Show changes side by side', group, icon: Columns2, when: active, run: view('side_by_side') },
    { id: 'history.source', title: 'Show changes as source', group, when: active, run: view('source') },
    {
      id: 'history.restore', title: 'Restore this revision', group, icon: Undo2, keywords: 'revert take back',
      when: () => historyMode.active && historyMode.steps.length > 0 && restoreTarget(historyMode.pair, historyMode.ground) !== null,
      run: () => {
        const number = restoreTarget(historyMode.pair, historyMode.ground)
        if (number !== null) void restoreWhole(number)
      },
    },
    { id: 'history.leave', title: 'Leave history', group, shortcut: 'Escape', passive: true, when: active, run: () => historyMode.leave() },
  )
}
