/** Renames a person. A name that is taken comes back with one that is not. */
import { type FormEvent, useState } from 'react'
import { type Profile, useUpdateProfile } from '../mizan/react.tsx'
import { Field } from '../ui/field.tsx'
import { Suggestion } from '../ui/suggestion.tsx'

interface ProfileFormProps {
  readonly profile: Profile
  readonly onDone: () => void
}

export function ProfileForm({ profile, onDone }: ProfileFormProps) {
  const [name, setName] = useState(profile.name)
  const [title, setTitle] = useState(profile.title)
  const { mutate, error, isPending, reset } = useUpdateProfile()
  const save = (event: FormEvent): void => {
    event.preventDefault()
    mutate({ user_id: profile.user_id, name, title }).then(onDone, () => undefined)
  }
  const takeSuggestion = (suggestion: string): void => {
    setName(suggestion)
    reset()
  }
  return (
    <form className="form" onSubmit={save}>
      <Field label="Name" value={name} onChange={setName} autoFocus required maxLength={80}>
        {error === undefined ? null : error.code === 'NAME_TAKEN' ? (
          <Suggestion
            reason="Somebody else is called that."
            text={error.details.suggestion}
            onTake={takeSuggestion}
          />
        ) : (
          error.message
        )}
      </Field>
      <Field label="Title" value={title} onChange={setTitle} maxLength={80} />
      <div className="form-actions">
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
        <button type="submit" className="button button-primary" disabled={isPending}>
          {isPending ? 'Saving…' : 'Save'}
        </button>
      </div>
    </form>
  )
}
