/** A small shop, written as an app writes it: what `generated/` is made of and what its hooks are driven against. */
import { client, ReactContext } from '@mizan/server'
import { z } from 'zod'

export const CustomerContext = new ReactContext('customer', { doc: 'A customer and what they bought.' })
export const ShopContext = new ReactContext('shop')

export const Customer = z.object({ customer_id: z.int(), name: z.string(), since: z.date() })
export const Order = z.object({ id: z.int(), title: z.string(), total: z.bigint() })

const customer = { customer_id: z.int() }

interface Shop {
  readonly names: Map<number, string>
  readonly since: Date
  signedIn: string | null
}

export const shop: Shop = { names: new Map(), since: new Date(0), signedIn: null }

/** As before any test. */
export function restock(): void {
  shop.names.clear()
  shop.names.set(5, 'Ada').set(6, 'Grace')
  shop.signedIn = 'clerk'
}

export const customer_details = client(
  { context: CustomerContext, input: customer, output: Customer, auth: true },
  ({ customer_id }) => readCustomer(customer_id),
)

export const customer_orders = client(
  {
    context: CustomerContext,
    input: { ...customer, limit: z.int().min(1).max(100).default(2) },
    output: z.array(Order),
    auth: true,
  },
  ({ customer_id, limit }) =>
    Array.from({ length: limit }, (_, index) => ({
      id: index + 1,
      title: `Order ${index + 1} of ${customer_id}`,
      total: 9_007_199_254_740_993n,
    })),
)

export const shop_summary = client(
  { context: ShopContext, output: z.object({ customers: z.int() }) },
  () => ({
    customers: shop.names.size,
  }),
)

export const rename_customer = client(
  {
    affects: CustomerContext,
    input: { ...customer, name: z.string().min(1) },
    output: Customer,
    errors: { NAME_TAKEN: { status: 409, details: z.object({ suggestion: z.string() }) } },
  },
  ({ customer_id, name }, call) => {
    if ([...shop.names.values()].includes(name)) throw call.error('NAME_TAKEN', { suggestion: `${name} II` })
    shop.names.set(customer_id, name)
    return readCustomer(customer_id)
  },
)

export const sign_in = client(
  { affects: 'nothing', input: { user: z.string() }, output: z.object({ user: z.string() }) },
  ({ user }, call) => {
    shop.signedIn = user
    call.setCookie('user', user)
    return { user }
  },
)

function readCustomer(customer_id: number) {
  return { customer_id, name: shop.names.get(customer_id) ?? 'Nobody', since: shop.since }
}
