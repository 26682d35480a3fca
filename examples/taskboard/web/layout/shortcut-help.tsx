/** Which keys do what. */
import { Dialog } from '../ui/dialog.tsx'

const KEYS = [
  ['c', 'New task on this board'],
  ['v', 'Switch between board and list'],
  ['h', 'Home'],
  ['p', 'Show or hide the protocol panel'],
  ['Esc', 'Close what is open'],
  ['?', 'This list'],
] as const

export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([key, deed]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{deed}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
