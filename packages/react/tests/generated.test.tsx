// @vitest-environment happy-dom
import { memo, Suspense, useEffect } from 'react'
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import {
  CustomerContext,
  type Order,
  ShopContext,
  useCustomerDetails,
  useCustomerOrders,
  useRenameCustomer,
  useShopSummary,
  useSignIn,
  useSuspenseCustomerDetails,
} from './generated/react.tsx'
import { click, createTestClient, guardConsole, renderWith, textOf, visibleText } from './harness.tsx'
import { app } from './shop-app.ts'
import { restock, shop } from './shop-functions.ts'

guardConsole()
beforeEach(restock)

const asked: string[] = []
const commits: string[] = []

/** The app answers in process, as it would over HTTP. */
function createShopClient() {
  asked.length = 0
  return createTestClient({
    fetch(url, init) {
      const request = new Request(new URL(url, 'http://shop.example'), init)
      asked.push(`${request.method} ${new URL(request.url).pathname.replace('/api/mizan', '')}`)
      return app.fetch(request)
    },
  })
}

const Name = memo(({ id }: { id: string }) => {
  const { data, error, isPending } = useCustomerDetails()
  useEffect(() => {
    commits.push(id)
  })
  if (isPending) return <p data-testid={id}>…</p>
  if (error !== undefined) return <p data-testid={id}>{error.code}</p>
  return <p data-testid={id}>{`${data.name} since ${data.since.getUTCFullYear()}`}</p>
})

const Orders = memo(() => {
  const { data } = useCustomerOrders()
  expectTypeOf(data).toEqualTypeOf<Order[] | undefined>()
  useEffect(() => {
    commits.push('orders')
  })
  return <p data-testid="orders">{data?.map(({ total }) => (total + 1n).toString()).join()}</p>
})

const Summary = memo(() => {
  const { data } = useShopSummary()
  useEffect(() => {
    commits.push('summary')
  })
  return <p data-testid="summary">{data?.customers}</p>
})

function Rename({ name }: { name: string }) {
  const rename = useRenameCustomer()
  return (
    <>
      <button type="button" onClick={() => void rename.mutate({ customer_id: 5, name })}>
        rename
      </button>
      {rename.error?.code === 'NAME_TAKEN' && <p data-testid="taken">{rename.error.details.suggestion}</p>}
    </>
  )
}

function SignIn() {
  const { mutate } = useSignIn()
  return (
    <button type="button" onClick={() => void mutate({ user: 'manager' })}>
      sign in
    </button>
  )
}

describe('generated hooks over a server', () => {
  it('hono #1800, specta #398: read a bundle with dates and big integers, one request a context', async () => {
    await renderWith(
      createShopClient(),
      <ShopContext>
        <Summary />
        <CustomerContext customer_id={5} limit={1}>
          <Name id="name" />
          <Orders />
        </CustomerContext>
      </ShopContext>,
    )
    expect([textOf('name'), textOf('orders'), textOf('summary')]).toEqual([
      'Ada since 1970',
      '9007199254740994',
      '2',
    ])
    expect(asked.toSorted()).toEqual(['GET /ctx/customer/', 'GET /ctx/shop/'])
  })

  it('trpc #3468: make everything of one customer fresh in one round trip, and nothing else', async () => {
    await renderWith(
      createShopClient(),
      <ShopContext>
        <Summary />
        <CustomerContext customer_id={5}>
          <Name id="ada" />
          <Name id="header" />
          <Orders />
        </CustomerContext>
        <CustomerContext customer_id={6}>
          <Name id="grace" />
        </CustomerContext>
        <Rename name="Augusta" />
      </ShopContext>,
    )
    asked.length = 0
    commits.length = 0
    await click('rename')
    expect([textOf('ada'), textOf('header'), textOf('grace')]).toEqual([
      'Augusta since 1970',
      'Augusta since 1970',
      'Grace since 1970',
    ])
    expect(asked).toEqual(['POST /call/'])
    expect(commits.toSorted()).toEqual(['ada', 'header'])
  })

  it('tell a declared error by its code', async () => {
    await renderWith(createShopClient(), <Rename name="Grace" />)
    await click('rename')
    expect(textOf('taken')).toBe('Grace II')
  })

  it('suspend, without a provider too', async () => {
    const Title = () => <h1>{useSuspenseCustomerDetails({ customer_id: 6 }).data.name}</h1>
    await renderWith(
      createShopClient(),
      <Suspense fallback="waiting">
        <Title />
      </Suspense>,
    )
    expect(visibleText()).toBe('Grace')
    expect(asked).toEqual(['GET /ctx/customer/'])
  })

  it('show a refusal, and what the next user may see after signing in', async () => {
    shop.signedIn = null
    await renderWith(
      createShopClient(),
      <>
        <CustomerContext customer_id={5}>
          <Name id="name" />
        </CustomerContext>
        <SignIn />
      </>,
    )
    expect(textOf('name')).toBe('UNAUTHORIZED')
    await click('sign in')
    expect(textOf('name')).toBe('Ada since 1970')
  })
})
