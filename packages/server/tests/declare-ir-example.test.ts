/** The example of IR.md, declared with Zod, must come out byte for byte. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { client } from '../src/declare/client.ts'
import { ReactContext } from '../src/declare/react-context.ts'
import { createRegistry } from '../src/registry/create-registry.ts'

const UserContext = new ReactContext('user')

const Role = z.enum(['admin', 'member'])
const displayName = z.string().min(1).max(80)
const Profile = z
  .object({ user_id: z.int(), name: displayName, role: Role })
  .describe('What a profile page shows.')
const Order = z.object({ id: z.int(), placed_at: z.date(), total: z.string().meta({ format: 'decimal' }) })
const limit = z.int().min(1).max(100).default(20)

const profile = { user_id: 5, name: 'Ada', role: 'admin' as const }

const user_profile = client(
  { context: UserContext, cache: 60, rev: 2, input: { user_id: z.int() }, output: Profile },
  () => profile,
)

const user_orders = client(
  { context: UserContext, cache: 60, input: { user_id: z.int(), limit }, output: z.array(Order) },
  () => [],
)

const update_profile = client(
  {
    doc: 'Rename a user.',
    auth: true,
    affects: UserContext,
    merge: UserContext,
    input: { user_id: z.int(), name: displayName },
    output: Profile,
    errors: { NAME_TAKEN: { status: 409, details: z.object({ suggestion: z.string() }) } },
  },
  ({ name }, call) => {
    if (name === 'Eve') throw call.error('NAME_TAKEN', { suggestion: 'Eve2' })
    return { ...profile, name }
  },
)

const EXPECTED = `mizan 1
type "Order" {
    struct {
        field "id" {
            integer
        }
        field "placed_at" {
            datetime
        }
        field "total" {
            decimal
        }
    }
}
type "Profile" {
    doc "What a profile page shows."
    struct {
        field "user_id" {
            integer
        }
        field "name" {
            string max-length=80 min-length=1
        }
        field "role" {
            ref "Role"
        }
    }
}
type "Role" {
    enum "admin" "member"
}
context "user" {
    param "limit" default="20" {
        used-by "user_orders"
        integer max=100 min=1
    }
    param "user_id" required=#true {
        used-by "user_orders" "user_profile"
        integer
    }
}
function "update_profile" kind="mutation" {
    doc "Rename a user."
    auth "authenticated"
    input {
        field "user_id" {
            integer
        }
        field "name" {
            string max-length=80 min-length=1
        }
    }
    output {
        ref "Profile"
    }
    error "NAME_TAKEN" status=409 {
        struct {
            field "suggestion" {
                string
            }
        }
    }
    affects "user" {
        scope "user_id"
    }
    merge "user" "user_profile"
}
function "user_orders" cache=60 context="user" kind="query" {
    input {
        field "user_id" {
            integer
        }
        field "limit" default="20" {
            integer max=100 min=1
        }
    }
    output {
        list {
            ref "Order"
        }
    }
}
function "user_profile" cache=60 context="user" kind="query" rev=2 {
    input {
        field "user_id" {
            integer
        }
    }
    output {
        ref "Profile"
    }
}
`

test('the example of IR.md comes out byte for byte', () => {
  const registry = createRegistry({
    modules: [{ Profile, Order, Role, user_profile, user_orders, update_profile }],
  })
  expect(registry.irText).toBe(EXPECTED)
})

test('the order of modules and exports changes nothing', () => {
  const registry = createRegistry({
    modules: [
      { update_profile, Role },
      { user_orders, Order },
      { user_profile, Profile },
    ],
  })
  expect(registry.irText).toBe(EXPECTED)
})
