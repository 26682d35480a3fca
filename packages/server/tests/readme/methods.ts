/** The third block of README.md, with what it takes for granted. */
import { client, createApp, ReactContext } from '@mizan/server'
import { z } from 'zod'

const TeamContext = new ReactContext('team')
class Directory {
  readonly names = ['Ada']
}

// README
export class Teams {
  readonly #directory: Directory
  constructor(directory: Directory) {
    this.#directory = directory
  }

  @client({ context: TeamContext, output: z.array(z.string()) })
  team_members() {
    return this.#directory.names
  }

  @client({ affects: TeamContext, input: { name: z.string() } })
  add_member({ name }: { name: string }) {
    this.#directory.names.push(name)
  }
}

export const app = createApp({ instances: [new Teams(new Directory())] })
// /README
