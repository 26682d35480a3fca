/** Makes a project. A name or a key that is taken comes back with one that is not. */
import { type FormEvent, useState } from 'react'
import { useCreateProject } from '../mizan/react.tsx'
import { projectRoute } from '../routing/route.ts'
import { navigate } from '../routing/use-route.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Suggestion } from '../ui/suggestion.tsx'

export function NewProject({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [key, setKey] = useState('')
  const { mutate, error, isPending, reset } = useCreateProject()
  const save = (event: FormEvent): void => {
    event.preventDefault()
    mutate({ name, key }).then(
      (project) => {
        onClose()
        navigate(projectRoute(project.project_id))
      },
      () => undefined,
    )
  }
  const taken = (text: string, take: (text: string) => void) => (
    <Suggestion
      reason="That is taken."
      text={text}
      onTake={() => {
        take(text)
        reset()
      }}
    />
  )
  return (
    <Dialog title="New project" onClose={onClose}>
      <form className="form" onSubmit={save}>
        <Field label="Name" value={name} onChange={setName} required autoFocus maxLength={60}>
          {error?.code === 'NAME_TAKEN' ? taken(error.details.suggestion, setName) : null}
        </Field>
        <Field
          label="Key"
          value={key}
          onChange={(text) => setKey(text.toUpperCase())}
          placeholder="Two to four letters, such as OPS"
          required
          maxLength={4}
        >
          {error?.code === 'KEY_TAKEN' ? taken(error.details.suggestion, setKey) : null}
        </Field>
        {error === undefined || error.code === 'NAME_TAKEN' || error.code === 'KEY_TAKEN' ? null : (
          <p className="field-note" role="alert">
            {error.message}
          </p>
        )}
        <div className="form-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={isPending}>
            Create project
          </button>
        </div>
      </form>
    </Dialog>
  )
}
