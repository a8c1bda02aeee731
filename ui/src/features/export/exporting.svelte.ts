// Whether the export dialog is open, and for what.
class Exporting {
  open = $state(false)
  /** Stories selected in the list when it was opened. */
  selection = $state.raw<string[]>([])

  /** Opens the dialog; with ids, for these. */
  show(ids: string[] = []): void {
    this.selection = ids
    this.open = true
  }
}

export const exporting = new Exporting()
