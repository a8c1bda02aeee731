// Everything of History that waits behind the door: its state, its pages, its panels.

export { beside } from './beside.svelte'
export { default as BesidePage } from './BesidePage.svelte'
export { default as BlameMargin } from './BlameMargin.svelte'
export { correcting } from './correcting.svelte'
export { default as HistoryPage } from './HistoryPage.svelte'
export { historyMode } from './historyMode.svelte'
export { copyRevisionLink, openRevisionLink } from './links'
export { passages, whenAppeared } from './passages.svelte'
export { player } from './player.svelte'
export { exportRedline } from './redline'
export { restoreField, restoreParagraph, restoreWhole } from './restore'
export { default as Timeline } from './Timeline.svelte'
