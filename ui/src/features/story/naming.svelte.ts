// Whether the page asks for the name of a version, or shows what stands in the way of publishing.
class Asking {
  open = $state(false)
}
export const naming = new Asking()
export const publishing = new Asking()
