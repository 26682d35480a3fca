/** The app behind the generated code. */
import { createApp } from '@mizan/server'
import * as functions from './shop-functions.ts'

export const app = createApp({
  modules: [functions],
  secrets: { cache: 'the secret of a test, 32 letters' },
  resolveUser: () => {
    const id = functions.shop.signedIn
    return id === null ? null : { id, isStaff: false, isSuperuser: false, permissions: [] }
  },
})
