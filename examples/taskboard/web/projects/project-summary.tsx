/** What a project is about; a click edits it. */
import { useState } from 'react'
import { type ProjectDetails, useCurrentUser, useUpdateProject } from '../mizan/react.tsx'
import { EditableText } from '../ui/editable-text.tsx'
import { useToasts } from '../ui/toasts.tsx'

export function ProjectSummary({ project }: { readonly project: ProjectDetails }) {
  const { data: me } = useCurrentUser()
  const { mutate } = useUpdateProject()
  const { fail } = useToasts()
  const [isSaving, setSaving] = useState(false)
  const save = (summary: string): void => {
    setSaving(true)
    void mutate({ project_id: project.project_id, summary })
      .catch(fail)
      .finally(() => setSaving(false))
  }
  return (
    <EditableText
      label="Summary"
      className="summary"
      text={project.summary}
      placeholder="Say in a sentence what this is about."
      isLocked={me === null || me === undefined || isSaving}
      onSave={save}
    />
  )
}
